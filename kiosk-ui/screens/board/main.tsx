import './board.css';
import {render} from 'preact';
import {Board} from './board.tsx';
import {Pairing} from './pairing.tsx';

const app = document.getElementById('app');
const board = /^\/board\/([^/?#]+)/.exec(location.pathname)?.[1];
if (app !== null) render(board === undefined ? <Pairing /> : <Board id={decodeURIComponent(board)} />, app);
