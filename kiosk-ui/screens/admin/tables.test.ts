import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {bodyOf, formValue, type Row, tables} from './tables.ts';

const {columns} = tables.queues;
const row: Row = {
  id: '3',
  version: 7,
  name: 'Cardiology',
  code: 'CAR',
  prefix: 'C',
  departmentId: '2',
  doctorId: null,
  servicePointIds: ['5'],
  dailyCap: 80,
  opensAt: null,
  closesAt: null,
  daysOfWeek: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
  startsOpen: true,
};
const values = (of: Row | null) => Object.fromEntries(columns.map((column) => [column.key, formValue(column, of)]));

test('a patch has what was changed and the version it was changed from', () => {
  assert.is(bodyOf(columns, values(row), row), null);
  assert.equal(bodyOf(columns, {...values(row), dailyCap: '', name: ' Heart '}, row), {
    dailyCap: null,
    name: 'Heart',
    version: 7,
  });
  assert.equal(bodyOf(columns, {...values(row), servicePointIds: ['5', '6']}, row), {
    servicePointIds: ['5', '6'],
    version: 7,
  });
});

test('a new thing leaves out what was not filled in', () => {
  const body = bodyOf(
    columns,
    {...values(null), name: 'Eyes', code: 'EYE', prefix: 'E', departmentId: '1', dailyCap: '50'},
    null,
  );
  assert.equal(body, {
    name: 'Eyes',
    code: 'EYE',
    prefix: 'E',
    departmentId: '1',
    servicePointIds: [],
    dailyCap: 50,
    daysOfWeek: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    startsOpen: true,
  });
});

test('a doctor’s department is sent as its id', () => {
  const doctors = tables.doctors.columns;
  const doctor: Row = {
    id: '1',
    version: 2,
    name: 'Dr. Rao',
    department: {id: '2', name: 'Cardiology'},
    specialization: null,
    type: null,
    regions: ['Goa'],
    insurances: [],
    maxPerDay: null,
    maxPerWeek: null,
  };
  const form = Object.fromEntries(doctors.map((column) => [column.key, formValue(column, doctor)]));
  assert.is(form.department, '2');
  assert.equal(bodyOf(doctors, {...form, department: '4', regions: 'Goa, Delhi'}, doctor), {
    department: '4',
    regions: ['Goa', 'Delhi'],
    version: 2,
  });
});

test.run();
