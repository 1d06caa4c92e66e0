/** Why a file is not for the kernel, or not as it was cut or promised. */
export class Irregular extends Error {}
