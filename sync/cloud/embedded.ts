import fs from 'node:fs';
import type {AddressInfo, Server} from 'node:net';

/** Postgres inside this process, for trying two boxes and a cloud on one machine: about 750 MB, and five seconds to begin. */
export interface Embedded {
  /** For boxes and the page; on loopback only, since nothing here is encrypted or asks for a password. */
  url: string;
  stop(): Promise<void>;
}

/** Boxes, pages and whoever looks in at once; one more is turned away and comes again. */
const mostConnections = 50;

/** `folder` keeps it; null forgets it at the end. */
export async function startEmbedded(folder: string | null, port: number): Promise<Embedded> {
  const [{PGlite}, {PGLiteSocketServer}] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite-socket'),
  ]);
  if (folder !== null) fs.mkdirSync(folder, {recursive: true});
  const db = await PGlite.create(folder ?? 'memory://');
  const socket = new PGLiteSocketServer({db, port, host: '127.0.0.1', maxConnections: mostConnections});
  await socket.start();
  const bound = ((socket as unknown as {server: Server}).server.address() as AddressInfo).port;
  return {
    url: `postgres://postgres@127.0.0.1:${bound}/postgres`,
    async stop() {
      await socket.stop();
      await db.close();
    },
  };
}
