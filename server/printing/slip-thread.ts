// The thread that draws: fonts, HarfBuzz, resvg and the encoder are loaded here, at the first slip, and go with it.
import {parentPort} from 'node:worker_threads';
import {slipBytes} from './slip-bytes.ts';
import type {Slip} from './slip-rules.ts';

parentPort?.on('message', ({id, slip}: {id: number; slip: Slip}) => {
  try {
    parentPort?.postMessage({id, bytes: slipBytes(slip)});
  } catch (error) {
    parentPort?.postMessage({id, fault: error instanceof Error ? error.message : 'unknown'});
  }
});
