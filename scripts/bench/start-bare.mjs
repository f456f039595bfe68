// What any process next to the same file would cost: node:http and better-sqlite3, nothing else. Opens the file with the
// server's own pragmas and answers /readyz by a real read. `node start-bare.mjs FILE PORT`
import {createServer} from 'node:http';
import Database from 'better-sqlite3';

const [file, port] = process.argv.slice(2);
const db = new Database(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.pragma('busy_timeout = 5000');
db.pragma('foreign_keys = ON');
db.pragma('wal_autocheckpoint = 1000');
db.pragma('journal_size_limit = 67108864');
db.pragma('cache_size = -32768');
db.pragma('temp_store = MEMORY');
const read = db.prepare('select seq, hash from journal order by seq desc limit 1');

const server = createServer((request, response) => {
  if (request.url !== '/readyz') return response.writeHead(404).end();
  response.writeHead(read.get() ? 200 : 503, {'content-type': 'application/json'}).end('{"ok":true}');
});
server.listen(Number(port), '127.0.0.1');

process.on('SIGTERM', () => {
  db.close();
  process.exit(0);
});
