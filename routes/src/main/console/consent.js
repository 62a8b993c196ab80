// Who may teach: the consent log, why a case may or may not, and, for an admin, what is recorded.
import {Component, h} from '/lib/preact.js';
import {get, query, send} from '/api.js';
import {link, lower, Problem, Table, time} from '/words.js';

const PURPOSES = ['TRAINING', 'CALIBRATION', 'EXPORT'];

const filled = form => Object.fromEntries([...new FormData(form)].filter(([name, value]) => name !== 'purpose' && typeof value === 'string' && value.trim()));

/** The purposes that are ticked, with commas between. */
const ticked = form => new FormData(form).getAll('purpose').join(',');

function Purposes({legend, of = null}) {
  return h('fieldset', null, h('legend', null, legend), PURPOSES.map(p =>
    h('label', {class: 'line'}, h('input', {type: 'checkbox', name: 'purpose', value: p, defaultChecked: p === of}), ' ', lower(p), ' ')));
}

const evidence = () => h('label', null, 'Where form, letter or approval is found; no name',
  h('input', {name: 'evidence', maxLength: 200, required: true}));

const models = () => h('label', null, 'Networks taught by the patient, if consent does not stand any more', h('select', {name: 'models'},
  h('option', {value: 'OUT_OF_SERVICE'}, 'take out of service'), h('option', {value: 'LIST'}, 'only list')));

const found = done => done.networks?.length || done.deleted?.length || done.notDeleted?.length;

/** What was recorded, and what it led to: caches deleted, networks out of service. */
function Done({done}) {
  if (done.allowed !== undefined && !found(done)) {
    return h('p', {role: 'status'}, `Recorded for patient ${done.patient}: ${done.allowed ? 'allowed' : 'opted out'}, asked ${done.asked}. It counts for ${done.countsDays} days.`);
  }
  if (!done.says?.startsWith('withdrawn') && !found(done)) {
    return h('p', {role: 'status'}, `Recorded as event ${done.event}: ${done.says}.`);
  }
  return h('section', {role: 'status'},
    h('h2', null, done.says?.startsWith('withdrawn') ? `The withdrawal is event ${done.event}`
      : `Recorded${done.event ? ` as event ${done.event}` : ''}: the patient's consent does not stand any more`),
    h('p', null, `${done.deleted.length} cached files of the patient are deleted.`),
    done.notDeleted.length > 0 && h('p', {class: 'bad'}, '! Not deleted, see to it: ', done.notDeleted.join(', ')),
    h(Table, {caption: 'Networks that go back to the patient', rows: done.networks, empty: 'none: no network goes back to the patient, or consent to training stands', columns: [
      ['Network', n => n.name], ['SHA-256', n => h('span', {class: 'hash'}, n.sha256)], ['Folder', n => n.folder || 'a loose file'],
      ['Start from instead', n => h('span', {class: 'hash'}, [n.lastCleanName, n.lastClean].filter(Boolean).join(', ') || 'none is clean')]]}),
    done.notHere.length > 0 && h('p', {class: 'bad'}, '! Not on this machine, so not taken out of service, see to it: ', done.notHere.join(', ')),
    done.outOfService.length > 0 && h('p', {class: 'warn'}, '! Not loaded any more: ', done.outOfService.join(', '),
      '. The next case that wants one of them is refused and held; put the network to start from into service.'));
}

export class ConsentPage extends Component {
  componentDidMount() {
    document.title = 'Consent - Contourflow';
    this.load();
  }

  componentDidUpdate(before) {
    if (before.search !== this.props.search) this.load();
  }

  caseId() { return new URLSearchParams(this.props.search).get('case'); }

  async load() {
    await this.try(async () => {
      const {items} = await get('/api/consent');
      const id = this.caseId();
      const before = this.state.explained;
      this.setState({events: items.reverse(), explained: before?.caseId === id ? before : null, problem: null});
      if (id) this.setState({explained: await get('/api/consent/cases/' + encodeURIComponent(id))});
    });
  }

  async try(what) {
    try {
      await what();
    } catch (e) {
      this.props.over(e);
      this.setState({problem: e.message});
    }
  }

  /** Sends a form; what it asks besides its plain fields comes from more, which may read the form. */
  async change(event, path, more) {
    event.preventDefault();
    const form = event.target;
    this.setState({problem: null, done: null});
    await this.try(async () => {
      const done = await send('POST', path, {...filled(form), ...await more(form)});
      this.setState({done, of: null, wrong: null});
      await this.load();
    });
    scrollTo(0, 0); // What became of it, and why not, stand at the top.
  }

  why(e) {
    return [
      h('h2', null, 'May ', link('/cases/' + e.caseId, e.caseId), ' teach?'),
      h(Table, {caption: `Whether ${e.caseId} may teach`, rows: e.purposes, columns: [
        ['For', p => lower(p.purpose)], ['', p => p.may ? h('span', {class: 'state good'}, '✓ yes') : h('span', {class: 'state bad'}, '✗ no')], ['Why', p => p.why]]}),
      h('p', null, `${e.files} files were looked at, the CT and the newest set that came back: ${e.approved ? 'that is approved' : 'none, or not approved'}. `,
        e.patient ? `Patient ${e.patient}, of whom the log has ${e.events.length} events: ${e.events.map(v => v.event).join(', ') || 'none'}.` : 'They name no patient.'),
    ];
  }

  given(id) {
    return [h('h2', null, `Record consent of the patient of ${id}`), h('form', {class: 'filters given', onSubmit: e => this.change(e, '/api/consent/records', f => ({caseId: id, purposes: ticked(f)}))},
      h(Purposes, {legend: 'For', of: 'TRAINING'}), evidence(),
      h('label', null, 'Ground', h('select', {name: 'basis'}, h('option', {value: 'CONSENT'}, "the patient's consent"), h('option', {value: 'S251'}, 'section 251'))),
      h('label', null, 'Signed on (empty: now)', h('input', {name: 'from', type: 'date'})),
      h('label', null, 'Last day (empty: until withdrawn)', h('input', {name: 'until', type: 'date'})),
      h('button', null, 'Record'))];
  }

  taken(whose, of) {
    return [h('h2', null, `Record that ${whose} withdrew`), h('form', {class: 'filters taken', onSubmit: e => this.change(e, '/api/consent/withdrawals', f => ({...of, purposes: ticked(f)}))},
      h(Purposes, {legend: 'For (none ticked: everything)'}), evidence(),
      models(), h('button', null, 'Withdraw'))];
  }

  optOut(id) {
    return h('details', null, h('summary', null, 'Record what the national opt-out service answered'),
      h('form', {class: 'filters opt-out', onSubmit: e => this.change(e, '/api/consent/opt-outs', f => ({caseId: id, allowed: new FormData(f).get('answer') === 'allowed'}))},
        h('label', null, 'Answer', h('select', {name: 'answer', required: true},
          h('option', {value: ''}, ''), h('option', {value: 'allowed'}, 'allowed'), h('option', {value: 'out'}, 'the patient opted out'))),
        h('label', null, 'Asked on (empty: today)', h('input', {name: 'asked', type: 'date'})),
        models(), h('button', null, 'Record answer')));
  }

  merge(id) {
    return h('details', null, h('summary', null, 'The patient has a second number: two cases are one person'),
      h('form', {class: 'filters merge', onSubmit: e => this.change(e, '/api/consent/merges', () => ({caseId: id}))},
        h('p', null, 'What one of them withdrew is then withdrawn for both, for ever; what one of them consented to holds for both.'),
        h('label', null, 'A case of the other number', h('input', {name: 'otherCaseId', required: true})), evidence(),
        models(), h('button', null, 'Merge')));
  }

  fhir(id) {
    return h('details', null, h('summary', null, 'Import a FHIR R5 Consent'),
      h('form', {class: 'filters fhir', onSubmit: e => this.change(e, '/api/consent/imports', async f => ({caseId: id, resource: await new FormData(f).get('resource').text()}))},
        h('label', null, 'The resource (JSON)', h('input', {name: 'resource', type: 'file', accept: '.json,application/fhir+json', required: true})),
        h('label', null, 'Issuer of the PatientID, if the files name one', h('input', {name: 'issuer'})),
        h('button', null, 'Import')));
  }

  error(wrong) {
    return [h('h2', null, `Record that event ${wrong.event} was entered in error`),
      h('form', {class: 'filters error', onSubmit: e => this.change(e, '/api/consent/errors', () => ({event: String(wrong.event)}))},
        h('p', null, `Event ${wrong.event}, patient ${wrong.patient}: ${wrong.says}. A withdrawal that was entered in error goes on closing until a new consent is recorded.`),
        evidence(), models(), h('button', null, 'Record the error'))];
  }

  find(event) {
    event.preventDefault();
    history.pushState(null, '', '/consent' + query({case: new FormData(event.target).get('case').trim()}));
    dispatchEvent(new PopStateEvent('popstate'));
  }

  render({session}, {events, explained, done, of, wrong, problem}) {
    const admin = session.role === 'ADMIN';
    return [
      h('h1', {tabIndex: -1}, 'Consent'),
      h(Problem, {problem}),
      events && [
        h('p', null, 'Nobody teaches whose consent is not recorded. Patients are shown by a keyed reference alone.'),
        done && h(Done, {done}),
        h('form', {class: 'filters', onSubmit: e => this.find(e)},
          h('label', null, 'Case', h('input', {name: 'case', key: this.caseId(), defaultValue: this.caseId() || '', required: true})),
          h('button', null, 'Explain')),
        explained && this.why(explained),
        explained && admin && [this.given(explained.caseId), this.taken(`the patient of ${explained.caseId}`, {caseId: explained.caseId}),
          h('h2', null, 'Other entries'), this.optOut(explained.caseId), this.merge(explained.caseId), this.fhir(explained.caseId)],
        h('h2', null, 'The log'),
        of && this.taken(`patient ${of.patient}`, {event: String(of.event)}),
        wrong && this.error(wrong),
        h(Table, {caption: 'Events, newest first', rows: events, empty: 'no event: nobody teaches', columns: [
          ['Event', e => e.event, 'number'], ['When', e => time(e.at)], ['Patient', e => h('span', {class: 'hash'}, e.patient)], ['What', e => e.says],
          ['Evidence', e => e.evidence], ['Recorded by', e => e.by],
          ...admin ? [['', e => [h('button', {'aria-label': `Withdraw for the patient of event ${e.event}`, onClick: () => this.setState({of: e, wrong: null})}, 'Withdraw'), ' ',
            h('button', {'aria-label': `Event ${e.event} was entered in error`, onClick: () => this.setState({wrong: e, of: null})}, 'In error')]]] : []]}),
      ],
    ];
  }
}
