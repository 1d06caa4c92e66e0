/** Files that hold secrets by their name: they are never read, only said to be there. The capture script has the same list in its own words. */
const SENSITIVE = [
  /\/\.ssh\/(?!config$|known_hosts$|authorized_keys$)/,
  /\/etc\/(?:g?shadow-?|sudoers|krb5\.keytab|security\/opasswd)$/,
  /\/etc\/ssh\/ssh_host_.*_key$/,
  /\/(?:\.pgpass|\.netrc|\.my\.cnf|\.mylogin\.cnf|\.s3cfg|\.boto|\.htpasswd|\.git-credentials)$/,
  /\/\.aws\/credentials$/,
  /\/\.gnupg\//,
  /\/ssl\/private\//,
  /\.(?:pem|key|p12|pfx|jks|keytab)$/,
];

export function isSensitivePath(path: string): boolean {
  return SENSITIVE.some((pattern) => pattern.test(path));
}

/** Whether a text is or holds a private key. */
export function holdsPrivateKey(text: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY/.test(text);
}
