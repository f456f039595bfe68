import '../../look.css';
import '../staff.css';
import {render} from 'preact';
import {startLanguage, t} from '../../parts/staff-words.tsx';
import {SetupPage} from '../setup/setup.tsx';
import {Gate} from '../sign-in/gate.tsx';
import {Admin} from './admin.tsx';

startLanguage();

function Page() {
  const title = t('admin');
  document.title = `${title} · Baari`;
  if (location.pathname.startsWith('/setup')) return <SetupPage />;
  return <Gate title={title}>{() => <Admin />}</Gate>;
}

render(<Page />, document.getElementById('app') ?? document.body);
