import '../../look.css';
import '../staff.css';
import './desk.css';
import {render} from 'preact';
import {startLanguage, t} from '../../parts/staff-words.tsx';
import {Gate} from '../sign-in/gate.tsx';
import {Desk} from './desk.tsx';

startLanguage();

function Page() {
  const title = t('desk');
  document.title = `${title} · Baari`;
  return <Gate title={title}>{() => <Desk />}</Gate>;
}

render(<Page />, document.getElementById('app') ?? document.body);
