import './kiosk.css';
import {render} from 'preact';
import {Kiosk} from './kiosk.tsx';

const app = document.getElementById('app');
if (app !== null) render(<Kiosk />, app);
