// One case: what happened, what was found, what was delivered, and what a person may do about it.
import {Component, h} from '/lib/preact.js';
import {get, send} from '/api.js';
import {lower, Problem, severity, State, Table, time} from '/words.js';
import {Viewer} from '/viewer.js';

const WORDS = {RETRY: 'Try again', STOP: 'Stop', ACCEPT: 'Accept', REJECT: 'Reject'};

class Actions extends Component {
  async act(action) {
    try {
      await send('POST', `/api/cases/${this.props.id}/actions`, {action, reason: this.state.reason});
      this.setState({problem: null, said: `Asked for: ${lower(action)}.`, reason: ''});
      this.props.done();
    } catch (e) {
      this.setState({problem: e.message});
    }
  }

  possible(view) {
    const unfinished = ['ACCEPTED', 'CONTOURED', 'STRUCTURED'].includes(view.state);
    const ended = ['FAILED', 'REFUSED'].includes(view.state);
    return [...(ended ? ['RETRY'] : []), ...(unfinished ? ['STOP'] : []),
      ...(['DELIVERED', 'STRUCTURED'].includes(view.state) ? ['ACCEPT', 'REJECT'] : [])];
  }

  render({view}, {reason = '', problem, said}) {
    return h('section', {'aria-label': 'Actions'},
      h('h2', null, 'Actions'),
      h('label', null, 'Reason (is kept with your name)',
        h('input', {name: 'reason', size: 44, value: reason, onInput: e => this.setState({reason: e.target.value})})),
      h('div', {class: 'actions'},
        this.possible(view).map(a => h('button', {disabled: !reason.trim(), onClick: () => this.act(a)}, WORDS[a]))),
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
    const ended = ['DELIVERED', 'SUPERSEDED'].includes(this.state.view?.state);
    if (before.news !== this.props.news && before.news && !ended) this.load(true);
  }

  async load(byItself = false) {
    try {
      this.setState({view: await get('/api/cases/' + this.props.id, {byItself}), problem: null});
    } catch (e) {
      this.props.over(e);
      this.setState({problem: e.message});
    }
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

  render({id, session}, {view, problem}) {
    if (!view) return [h('h1', {tabIndex: -1}, id), h(Problem, {problem})];
    const may = session.role !== 'VIEWER';
    const has = ['STRUCTURED', 'DELIVERED'].includes(view.state);
    return [
      h('h1', {tabIndex: -1}, id, ' ', h(State, {state: view.state})),
      view.reason && h('p', {class: 'problem'}, view.reason),
      h(Problem, {problem}),
      h('p', {class: 'actions'}, may && h(Patient, {id}), may && has && h('a', {href: `/api/cases/${id}/report`, download: id + '.html'}, 'Report')),
      view.structures.length > 0 && h(Viewer, {id, findings: view.findings, compare: may}),
      h('div', {class: 'columns'},
        h('div', null,
          may && h(Actions, {id, view, done: () => this.load()}),
          h('h2', null, 'Findings'),
          h(Table, {caption: 'Findings', rows: view.findings, columns: [
            ['Severity', f => h('span', {class: severity(f.severity)}, lower(f.severity))],
            ['Code', f => f.code], ['Structure', f => f.structure], ['What', f => f.text]]}),
          h('h2', null, 'Structures'), this.structures(view),
          h('h2', null, 'Deliveries'),
          h(Table, {caption: 'Deliveries', rows: view.deliveries, columns: [
            ['Target', d => d.target], ['State', d => lower(d.state)], ['Tries', d => d.attempts, 'number'], ['Receipt or reason', d => d.detail]]}),
          h('h2', null, 'Verdicts'),
          h(Table, {caption: 'Verdicts', rows: view.verdicts, columns: [
            ['When', v => time(v.at)], ['Who', v => v.by], ['What', v => lower(v.kind)], ['Reason', v => v.reason]]})),
        h('div', null,
          h('h2', null, 'Facts'),
          h('dl', {class: 'facts'}, h('dt', null, 'Protocol'), h('dd', null, view.protocol),
            h('dt', null, 'Made'), h('dd', null, time(view.createdAt)), h('dt', null, 'Changed'), h('dd', null, time(view.updatedAt)),
            h('dt', null, 'Series'), h('dd', {class: 'hash'}, view.seriesInstanceUid), this.models(view)),
          h('h2', null, 'What happened'),
          h('ol', {class: 'timeline'}, view.events.map(e => h('li', {class: severity(e.severity)},
            h('span', {class: 'soft'}, time(e.at)), ' ', h('strong', null, lower(e.type)), ' ', e.text))))),
    ];
  }
}
