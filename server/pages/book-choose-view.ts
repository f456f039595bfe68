import {html} from 'hono/html';
import {appointmentWords} from '../words/appointments.ts';
import {localName} from '../words/names.ts';
import {sayer} from '../words/say.ts';
import {frame, type Html, headLine, type PageProps} from './frame-view.ts';
import {momentWords} from './when-view.ts';

export interface DepartmentsProps extends PageProps {
  departments: {id: string; name: string; doctors: number}[];
  /** Whether two sessions with one clinician can be asked for. */
  assessments: boolean;
}

/** Where somebody wants to go. */
export function departmentsPage(props: DepartmentsProps): Html {
  const {language, departments, assessments} = props;
  const say = sayer(appointmentWords, language);
  const body = html`<div id="page" class="page">${headLine(props, '/book')}<main><h1>${say('chooseDepartment')}</h1>${
    departments.length === 0
      ? html`<p class="note">${say('nothingBookable')}</p>`
      : html`<p class="muted">${say('chooseDepartmentLead')}</p><ul class="queues">${departments.map(
          ({id, name, doctors}) =>
            html`<li class="card"><a href="/book/${id}"><span>${localName(name, language)}</span></a><p class="muted">${
              doctors === 1 ? say('oneDoctor') : say('manyDoctors', {count: doctors})
            }</p></li>`,
        )}</ul>`
  }${assessments ? html`<p><a class="btn wide" href="/assess">${say('assessLink')}</a></p>` : ''}<p class="foot"><a class="btn" href="/">${say('todayInstead')}</a></p></main></div>`;
  const title = `${say('chooseDepartment')} · ${props.site.name}`;
  return frame({...props, title, face: 'book', path: '/book', refreshS: null}, body);
}

export interface DoctorsProps extends PageProps {
  department: {id: string; name: string};
  doctors: {id: string; name: string; specialization: string | null; nextFree: string | null}[];
  /** Where the list goes on. */
  after: string | null;
  now: string;
}

/** Which of a department's doctors, each with the next time that is free. */
export function doctorsPage(props: DoctorsProps): Html {
  const {language, site, department, doctors, after, now} = props;
  const say = sayer(appointmentWords, language);
  const path = `/book/${department.id}`;
  const name = localName(department.name, language);
  const body = html`<div id="page" class="page">${headLine(props, path)}<main><p class="muted">${name}</p><h1>${say('chooseDoctor')}</h1><ul class="queues">${doctors.map(
    (doctor) =>
      html`<li class="card"><a href="/book/doctor/${doctor.id}"><span>${doctor.name}</span></a>${
        doctor.specialization === null ? '' : html`<p>${localName(doctor.specialization, language)}</p>`
      }<p class="muted">${
        doctor.nextFree === null
          ? say('noneFree')
          : say('nextFree', {when: momentWords(doctor.nextFree, now, site.timeZone, language)})
      }</p></li>`,
  )}</ul>${after === null ? '' : html`<p><a class="btn wide" href="${path}?after=${after}">${say('moreDoctors')}</a></p>`}<p class="foot"><a class="btn" href="/book">${say('otherDepartments')}</a></p></main></div>`;
  const title = `${name} · ${say('chooseDepartment')}`;
  return frame({...props, title, face: 'book', path, refreshS: null}, body);
}
