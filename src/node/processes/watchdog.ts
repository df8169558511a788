import { spawn, type ChildProcess } from 'node:child_process';
import { GRACE_MS } from './endTree.ts';
import { MARKER } from './processTable.ts';

// Reads the numbers of the process groups that run, one line for each change. The end of the input
// means that the verification has ended, whatever ended it; then nothing of it may be left.
const SCRIPT = `
trap '' HUP INT TERM
marker=$1 folder=$2 groups=
while read -r line; do groups=$line; done
look() {
  pids=$(grep -ls "${MARKER}=$marker" /proc/[0-9]*/environ | cut -d / -f 3)
  for group in $groups; do kill -s 0 -- "-$group" && return 0; done
  [ -n "$pids" ]
}
send() {
  for group in $groups; do kill -s "$1" -- "-$group"; done
  for pid in $pids; do kill -s "$1" "$pid"; done
}
tries=0 quiet=0
while [ $quiet -lt 2 ] && [ $tries -lt 100 ]; do
  if look; then
    quiet=0
    if [ $tries -eq 0 ]; then send TERM; elif [ $tries -ge ${GRACE_MS / 100} ]; then send KILL; fi
  else
    quiet=$((quiet + 1))
  fi
  tries=$((tries + 1))
  sleep 0.1
done
rm -rf "$folder"
[ ! -e "$folder" ] || { chmod -R u+rwx "$folder"; rm -rf "$folder"; }
`;

/**
 * A small process in a session of its own that ends a verification's programs and removes its
 * folder when this process has ended, also by SIGKILL. It ends on its own. Windows has none.
 */
export class Watchdog {
  private readonly child: ChildProcess | undefined;

  constructor(marker: string, folder: string) {
    if (process.platform === 'win32') return;

    this.child = spawn('/bin/sh', ['-c', SCRIPT, 'mlops-roadmap-watchdog', marker, folder], {
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    // Without a shell there is no watchdog; the other ways out still work.
    this.child.on('error', () => undefined);
    this.child.stdin?.on('error', () => undefined);
    this.child.unref();
    (this.child.stdin as unknown as { unref?(): void } | null)?.unref?.();
  }

  /** Says which process groups run now. */
  tell(groups: readonly number[]): void {
    this.child?.stdin?.write(`${groups.join(' ')}\n`);
  }

  /** Lets it end: nothing is left to watch. */
  close(): void {
    this.child?.stdin?.end();
  }
}
