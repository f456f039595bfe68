import '../../look.css';
import '../staff.css';
import './setup.css';
import {render} from 'preact';
import {startLanguage} from '../../parts/staff-words.tsx';
import {SetupPage} from './setup.tsx';

startLanguage();
render(<SetupPage />, document.getElementById('app') ?? document.body);
