import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A zone without daylight saving in which it is now past ten in the morning: its midnight and what fires at night are hours away from a test, at whatever time that runs. */
export const QUIET_ZONE = zoneOf(((10 - new Date().getUTCHours() + 36) % 24) - 12);

/** POSIX counts hours west of Greenwich. */
function zoneOf(east: number): string {
  return `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`;
}

/** Moves the worked example of a copied workspace to that zone: its schedules, its dates and its scripts. */
export function moveToQuietZone(workspace: string): void {
  const scenarios = join(workspace, 'scenarios');
  for (const name of readdirSync(scenarios, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(?:yaml|json|sh|sql)$/.test(name)) continue;
    const path = join(scenarios, name);
    const text = readFileSync(path, 'utf8');
    if (text.includes('Asia/Tokyo')) writeFileSync(path, text.replaceAll('Asia/Tokyo', QUIET_ZONE));
  }
}
