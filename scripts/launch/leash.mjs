// Loaded into each program that the launcher starts (`--import`): when the launcher is gone without a word (kill -9, out
// of memory), the program gets the SIGTERM that nobody could forward, and cannot outlive it by more than 4 s.
import {isMainThread} from 'node:worker_threads';

const KILL_AFTER_MS = 4_000;

const stop = () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), KILL_AFTER_MS).unref();
};
// A worker thread is started with the program's own `--import`, but holds no channel: the program's leash is its, too.
if (isMainThread) {
  process.once('disconnect', stop);
  if (!process.connected) stop(); // it was gone before we looked
  // A closed terminal tells the whole group; to the programs it is one more wish to stop.
  process.on('SIGHUP', () => process.kill(process.pid, 'SIGTERM'));
  process.on('message', (word) => {
    if (word === 'what is open?') console.log(`open: ${process.getActiveResourcesInfo().join(', ')}`);
  });
  process.channel?.unref(); // the leash alone keeps nobody alive
}
