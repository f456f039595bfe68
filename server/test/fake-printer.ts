import net from 'node:net';

export interface Behaviour {
  /** Answers DLE EOT with this state; null: says nothing, as cheap ones do. */
  state?: {paperOut?: boolean; paperLow?: boolean; coverOpen?: boolean} | null;
  /** Answers GS r behind what it has printed. */
  answersInTurn?: boolean;
  /** Takes so many bytes of the slip and hangs up. */
  hangsUpAfter?: number;
  /** Waits so long before it says that it is done. */
  slowMs?: number;
}

/** A slip printer on port 9100, as far as the box can see: keeps what it was sent, answers as it is told to behave. */
export async function openFakePrinter(behaviour: Behaviour = {}) {
  const sockets = new Set<net.Socket>();
  const slips: Buffer[] = [];
  let connections = 0;
  const server = net.createServer((socket) => {
    connections++;
    sockets.add(socket);
    let got = Buffer.alloc(0);
    let answered = 0;
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      const slip = withoutQuestions(got);
      if (slip.length > 0) slips.push(slip);
    });
    socket.on('data', (bytes: Buffer) => {
      got = Buffer.concat([got, bytes]);
      const {hangsUpAfter} = printer.behaviour;
      if (hangsUpAfter !== undefined && withoutQuestions(got).length >= hangsUpAfter) return void socket.destroy();
      answered = answer(socket, got, answered);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as net.AddressInfo;

  function answer(socket: net.Socket, got: Buffer, from: number): number {
    const {state = {}, answersInTurn = true, slowMs = 0} = printer.behaviour;
    for (;;) {
      const realTime = got.indexOf(Buffer.from([0x10, 0x04]), from);
      const inTurn = got.indexOf(Buffer.from([0x1d, 0x72, 1]), from);
      if (realTime >= 0 && got.length > realTime + 2) {
        from = realTime + 3;
        if (state) socket.write(Buffer.from([statusByte(got[realTime + 2]!, state)]));
      } else if (inTurn >= 0) {
        from = inTurn + 3;
        if (state && answersInTurn)
          setTimeout(() => !socket.destroyed && socket.write(Buffer.from([state.paperLow ? 0x03 : 0])), slowMs);
      } else return from;
    }
  }

  const printer = {
    behaviour,
    /** Everything of each conversation but the questions about its state. */
    slips,
    connect: () => net.connect(port, '127.0.0.1'),
    connections: () => connections,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return printer;
}

function statusByte(about: number, state: NonNullable<Behaviour['state']>): number {
  if (about === 2) return 0x12 | (state.coverOpen ? 0x04 : 0) | (state.paperOut ? 0x20 : 0);
  return 0x12 | (state.paperOut ? 0x60 : 0) | (state.paperLow ? 0x0c : 0);
}

function withoutQuestions(bytes: Buffer): Buffer {
  let rest = bytes;
  while (rest.length >= 3 && rest[0] === 0x10 && rest[1] === 0x04) rest = rest.subarray(3);
  return rest;
}

export interface Printed {
  /** Words in the printer's own letters, with how many times their size. */
  texts: {text: string; scale: number}[];
  qr: string[];
  pictures: {width: number; height: number; black: number}[];
  cuts: number;
  /** Commands that this reader does not know, as hex. */
  unknown: string[];
}

/** Reads ESC/POS as a printer does: what stands on the paper. */
export function readSlip(bytes: Buffer): Printed {
  const printed: Printed = {texts: [], qr: [], pictures: [], cuts: 0, unknown: []};
  let scale = 1;
  let text = '';
  const flush = () => {
    if (text.trim() !== '') printed.texts.push({text: text.trim(), scale});
    text = '';
  };
  for (let at = 0; at < bytes.length; ) {
    const [a, b, c] = [bytes[at]!, bytes[at + 1], bytes[at + 2] ?? 0];
    if (a === 0x1d && b === 0x76) {
      const across = bytes.readUInt16LE(at + 4);
      const height = bytes.readUInt16LE(at + 6);
      const dots = bytes.subarray(at + 8, at + 8 + across * height);
      let black = 0;
      for (const eight of dots) for (let bit = 0; bit < 8; bit++) black += (eight >> bit) & 1;
      printed.pictures.push({width: across * 8, height, black});
      at += 8 + across * height;
    } else if (a === 0x1d && b === 0x28) {
      const length = bytes.readUInt16LE(at + 3);
      if (bytes[at + 6] === 0x50) printed.qr.push(bytes.subarray(at + 8, at + 5 + length).toString('latin1'));
      at += 5 + length;
    } else if (a === 0x1d && b === 0x21) {
      flush();
      scale = (c >> 4) + 1;
      at += 3;
    } else if (a === 0x1d && b === 0x56) {
      printed.cuts++;
      at += 3;
    } else if (a === 0x1d && b === 0x72) at += 3;
    else if (a === 0x1b && b === 0x40) at += 2;
    else if (a === 0x1b && b === 0x32) at += 2;
    else if (a === 0x1c && b === 0x2e) at += 2;
    else if (a === 0x1b && [0x61, 0x74, 0x45, 0x33, 0x4d, 0x2d].includes(b!)) at += 3;
    else if (a === 0x0a || a === 0x0d) {
      flush();
      at++;
    } else if (a < 0x20) {
      printed.unknown.push(bytes.subarray(at, at + 4).toString('hex'));
      at++;
    } else {
      text += String.fromCharCode(a);
      at++;
    }
  }
  flush();
  return printed;
}
