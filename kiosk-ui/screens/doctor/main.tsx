import '../../look.css';
import '../staff.css';
import './doctor.css';
import {render} from 'preact';
import {startLanguage, t} from '../../parts/staff-words.tsx';
import {Gate} from '../sign-in/gate.tsx';
import {Doctor} from './doctor.tsx';

startLanguage();

function Page() {
  const title = t('doctor');
  document.title = `${title} · Baari`;
  return <Gate title={title}>{() => <Doctor />}</Gate>;
}

render(<Page />, document.getElementById('app') ?? document.body);
