// One case: what happened, what was found, what was delivered, and what a person may do about it.
import {Component, h} from '/lib/preact.js';
import {get, send} from '/api.js';
import {link, lower, Problem, severity, State, Table, time} from '/words.js';
import {Reviews} from '/reviews.js';
import {Viewer} from '/viewer.js';

const WORDS = {RETRY: 'Try again', STOP: 'Stop', RELEASE: 'Deliver in spite of its findings', RESEND: 'Send again',
  ACCEPT: 'Accept', REJECT: 'Reject'};
const LOOKS = 40;

/** Whether the case waits for a person because of what its review found. */
function isHeld(view) {
  const refusals = view.events.filter(e => e.type === 'CONTOURING_REFUSED');
  return view.state === 'REFUSED' && refusals.length > 0 && refusals[refusals.length - 1].text.startsWith('HELD_BY_QA');
}

class Actions extends Component {
  async act(action, target) {
    try {
      const {request} = await send('POST', `/api/cases/${this.props.id}/actions`, {action, target, reason: this.state.reason});
      this.setState({problem: null, said: request ? `Asked for: ${lower(WORDS[action])}.` : 'Noted.', reason: ''});
      this.props.done();
      if (request) this.answer(request, LOOKS);
    } catch (e) {
      this.setState({problem: e.message});
    }
  }

  componentWillUnmount() { this.gone = true; }

  /** The service does what is asked soon, or says why not. */
  async answer(request, looks) {
    const {state, answer} = await get('/api/requests/' + request, {byItself: true});
    if (this.gone) return;
    if (state === 'WAITING') {
      if (looks) setTimeout(() => this.answer(request, looks - 1), 500);
      return;
    }
    this.setState(state === 'DONE' ? {said: answer} : {said: '', problem: answer});
    this.props.done();
  }

  possible(view) {
    const unfinished = ['ACCEPTED', 'CONTOURED', 'STRUCTURED'].includes(view.state);
    const ended = ['FAILED', 'REFUSED'].includes(view.state);
    return [...(isHeld(view) ? ['RELEASE'] : []), ...(ended ? ['RETRY'] : []), ...(unfinished ? ['STOP'] : []),
      ...(view.structures.length && view.state !== 'ACCEPTED' ? ['ACCEPT', 'REJECT'] : [])];
  }

  resend(view, silent) {
    const chosen = this.state.target || view.deliveries[0].target;
    return h('div', {class: 'actions'},
      h('label', null, 'Target', h('select', {name: 'target', onChange: e => this.setState({target: e.target.value})},
        view.deliveries.map(d => h('option', {value: d.target, selected: d.target === chosen}, `${d.target} (${lower(d.state)})`)))),
      h('button', {disabled: silent, onClick: () => this.act('RESEND', chosen)}, WORDS.RESEND));
  }

  render({view}, {reason = '', problem, said}) {
    const silent = !reason.trim();
    const sent = view.deliveries.length > 0 && ['STRUCTURED', 'DELIVERED', 'FAILED'].includes(view.state);
    return h('section', {'aria-label': 'Actions'},
      h('h2', null, 'Actions'),
      h('label', null, 'Reason (is kept with your name)',
        h('input', {name: 'reason', size: 44, value: reason, onInput: e => this.setState({reason: e.target.value})})),
      h('div', {class: 'actions'},
        this.possible(view).map(a => h('button', {disabled: silent, onClick: () => this.act(a)}, WORDS[a]))),
      sent && this.resend(view, silent),
      h(Problem, {problem}),
      h('p', {role: 'status'}, said));
  }
}

class Patient extends Component {
  async toggle() {
    if (this.state.patient) return this.setState({patient: null});
    try {
      this.setState({patient: await get(`/api/cases/${this.props.id}/patient`)});
    } catch (e) {
      this.setState({problem: e.message});
    }
  }

  render(props, {patient, problem}) {
    return h('span', null,
      h('button', {'aria-pressed': patient ? 'true' : 'false', onClick: () => this.toggle()},
        patient ? 'Hide who the patient is' : 'Show who the patient is'),
      patient && ` ${patient.name}, ID ${patient.id}, born ${patient.birthDate}`,
      h(Problem, {problem}));
  }
}

export class CasePage extends Component {
  componentDidMount() {
    document.title = `${this.props.id} - Contourflow`;
    this.load();
  }

  componentDidUpdate(before) {
    // What is delivered goes on, too: others judge it, send it again, and sets come back.
    if (before.news !== this.props.news && before.news) this.load(true);
  }

  async load(byItself = false) {
    try {
      const [view, found] = await Promise.all([get('/api/cases/' + this.props.id, {byItself}),
        get(`/api/cases/${this.props.id}/findings`, {byItself})]);
      // The review's own list has slices and pictures; what steps noted besides stands in the log only.
      const noted = found.length ? view.findings.filter(f => !f.code) : view.findings;
      this.setState({view, findings: [...found, ...noted], problem: null});
    } catch (e) {
      this.props.over(e);
      this.setState({problem: e.message});
    }
  }

  findings(findings) {
    const picture = f => h('a', {href: `/api/cases/${this.props.id}/pictures/${f.picture}`, target: '_blank'},
      h('img', {class: 'finding', src: `/api/cases/${this.props.id}/pictures/${f.picture}`, alt: `Picture: ${f.structure} ${f.text}`}));
    const slice = f => h('button', {onClick: () => this.setState({look: {slice: f.slice}})}, `Slice ${f.slice + 1}`);
    return h(Table, {caption: 'Findings', rows: findings, columns: [
      ['Severity', f => h('span', {class: severity(f.severity)}, lower(f.severity))],
      ['Code', f => f.code, 'tight'], ['Structure', f => f.structure], ['What', f => f.text],
      ['Where', f => Number.isInteger(f.slice) ? slice(f) : '', 'tight'], ['Picture', f => f.picture ? picture(f) : '']]});
  }

  people(view) {
    const did = view.events.filter(e => e.actor);
    return h(Table, {caption: 'Who did what', rows: did, columns: [
      ['When', e => time(e.at), 'tight'], ['Who', e => e.actor], ['What', e => lower(e.type)], ['', e => e.text]]});
  }

  structures(view) {
    return h(Table, {caption: 'Structures', rows: view.structures, columns: [
      ['Structure', s => s.name], ['Found', s => lower(s.presence)],
      ['Volume', s => s.volumeCc === null ? '' : `${s.volumeCc.toFixed(1)} cc`, 'number'],
      ['Expected Dice', s => s.confidence === null ? '' : s.confidence.toFixed(2), 'number'],
      ['Model', s => h('span', {title: 'sha256:' + s.weightsSha256}, s.model)]]});
  }

  models(view) {
    const models = new Map(view.structures.map(s => [s.model, s.weightsSha256]));
    return [...models].map(([model, sha]) => [h('dt', null, 'Model'), h('dd', null, model, ' ', h('span', {class: 'hash'}, 'sha256:' + sha))]);
  }

  render({id, session}, {view, findings, look, problem}) {
    if (!view) return [h('h1', {tabIndex: -1}, id), h(Problem, {problem}), problem && h('p', null, link('/cases', 'All cases'))];
    const may = session.role !== 'VIEWER';
    const has = view.structures.length > 0 && view.state !== 'ACCEPTED';
    const names = may && !session.hidesIdentifiers;
    const rule = view.events.filter(e => e.type === 'CASE_BY_RULE').pop();
    return [
      h('h1', {tabIndex: -1}, id, ' ', h(State, {state: view.state})),
      view.reason && h('p', {class: 'problem'}, view.reason),
      h(Problem, {problem}),
      h('p', {class: 'actions'}, names && h(Patient, {id}), names && has && h('a', {href: `/api/cases/${id}/report`, download: id + '.html'}, 'Report'),
        names && has && h('a', {href: `/api/cases/${id}/report.pdf`, download: id + '.pdf'}, 'Report as PDF'),
        may && link('/consent?case=' + id, 'May it teach?'),
        may && !names && h('span', {class: 'soft'}, 'Identifiers and the report are hidden on this screen.')),
      view.structures.length > 0 && h(Viewer, {id, findings, look, compare: may}),
      h('div', {class: 'columns'},
        h('div', null,
          may && h(Actions, {id, view, done: () => this.load()}),
          h('h2', null, 'Findings'),
          this.findings(findings),
          h('h2', null, 'Structures'), this.structures(view),
          h('h2', null, 'Deliveries'),
          h(Table, {caption: 'Deliveries', rows: view.deliveries, columns: [
            ['Target', d => d.target], ['State', d => lower(d.state)], ['Tries', d => d.attempts, 'number'], ['Receipt or reason', d => d.detail]]}),
          h(Reviews, {id, may, events: view.events.length, done: () => this.load()}),
          h('h2', null, 'Verdicts'),
          h(Table, {caption: 'Verdicts', rows: view.verdicts, columns: [
            ['When', v => time(v.at), 'tight'], ['Who', v => v.by], ['What', v => lower(v.kind)], ['Reason', v => v.reason]]})),
        h('div', null,
          h('h2', null, 'Facts'),
          h('dl', {class: 'facts'}, h('dt', null, 'Protocol'), h('dd', null, `${view.protocol}, ${lower(view.priority)}`),
            h('dt', null, 'Why'), h('dd', null, rule ? rule.text : 'made by a version that did not write it down'),
            view.protocolSha256 ? [h('dt', null, 'Protocol file'), h('dd', {class: 'hash'}, 'sha256:' + view.protocolSha256)] : null,
            h('dt', null, 'Made'), h('dd', null, time(view.createdAt)), h('dt', null, 'Changed'), h('dd', null, time(view.updatedAt)),
            h('dt', null, 'Series'), h('dd', {class: 'hash'}, view.seriesInstanceUid), this.models(view)),
          h('h2', null, 'Who did what'), this.people(view),
          h('h2', null, 'What happened'),
          h('ol', {class: 'timeline'}, view.events.map(e => h('li', {class: severity(e.severity)},
            h('span', {class: 'soft'}, time(e.at)), ' ', h('strong', null, lower(e.type)), ' ', e.text))))),
    ];
  }
}
