import { arch, cpus, loadavg, release, type as system, totalmem } from 'node:os';

/** The machine, the day, and how busy it is, as one line for the head of a table. */
export function describeMachine(now: Date): string {
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const cpu = cores[0]?.model.trim() || arch();
  return `${cpu}, ${cores.length} cores, ${memory} GiB memory, ${system()} ${release()}, Node ${process.version}, ${now.toISOString().slice(0, 10)}, load ${loadavg()[0]?.toFixed(1)} at the start`;
}
