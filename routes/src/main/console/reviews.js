// What came back of a case: verdicts by rule, and the person's own word beside them.
import {Component, h} from '/lib/preact.js';
import {get, send} from '/api.js';
import {lower, Problem, Table, time} from '/words.js';

const WORDS = ['acceptable', 'minor-edits', 'major-edits', 'unacceptable'];
const words = word => word.replaceAll('-', ' ');

function Choice({name, label, value, of}) {
  return h('select', {name, 'aria-label': label}, h('option', {value: ''}, ''),
    of.map(w => h('option', {value: w, selected: w === value}, words(w))));
}

/** What a form says; what is left empty nobody said. */
function said(form) {
  const fields = new FormData(form);
  const word = {structures: {}};
  for (const name of ['acceptability', 'grade']) if (fields.get(name).trim()) word[name] = fields.get(name).trim();
  for (const name of ['reviewMinutes', 'editMinutes']) if (fields.get(name)) word[name] = Number(fields.get(name));
  for (const [key, value] of fields) {
    const [kind, structure] = key.split(/:(.*)/s);
    if (structure !== undefined && value) word.structures[structure] = {...word.structures[structure], [kind]: value};
  }
  return word;
}

export class Reviews extends Component {
  componentDidMount() { this.load(); }

  componentDidUpdate(before) {
    if (before.events !== this.props.events) this.load(true);
  }

  async load(byItself = false) {
    try {
      this.setState({...await get(`/api/cases/${this.props.id}/reviews`, {byItself}), problem: null});
    } catch (e) {
      this.setState({problem: e.message});
    }
  }

  async say(event, review) {
    event.preventDefault();
    try {
      await send('PUT', `/api/cases/${this.props.id}/reviews/${review}/word`, said(event.target));
      this.setState({noted: review});
      await this.load();
      this.props.done();
    } catch (e) {
      this.setState({noted: null, problem: e.message});
    }
  }

  structures(r) {
    const {may} = this.props;
    const {verdicts, errors} = this.state;
    return h(Table, {caption: `Structures of review ${r.review}`, rows: r.structures, columns: [
      ['Structure', s => s.name], ['By rule', s => words(s.verdict)], ['Error by rule', s => words(s.error)],
      ['Redrawn', s => s.redrawn === null ? '' : `${Math.round(s.redrawn * 100)} %`, 'number'],
      ['By the person', s => may ? h(Choice, {name: 'verdict:' + s.name, label: `Verdict on ${s.name}`, value: s.verdictByPerson, of: verdicts}) : words(s.verdictByPerson)],
      ['Error by the person', s => may ? h(Choice, {name: 'error:' + s.name, label: `Error of ${s.name}`, value: s.errorByPerson, of: errors}) : words(s.errorByPerson)]]});
  }

  one(r) {
    const minutes = (name, label) => h('label', null, label, h('input', {name, type: 'number', min: 0, max: 9999, step: 'any', defaultValue: r[name] ?? ''}));
    return h('form', {key: r.review, class: 'word', onSubmit: e => this.say(e, r.review)},
      h('p', null, `Came back ${time(r.at)}${r.approval ? ', ' + lower(r.approval) : ''}. Review ${r.review}.`),
      this.structures(r),
      this.props.may ? h('div', {class: 'filters actions'},
        h('label', null, 'The whole set', h(Choice, {name: 'acceptability', label: 'The whole set', value: r.acceptability, of: WORDS})),
        minutes('reviewMinutes', 'Minutes to review'), minutes('editMinutes', 'Minutes to edit'),
        h('label', null, 'Staff grade (no name)', h('input', {name: 'grade', maxLength: 40, defaultValue: r.grade})),
        h('button', null, 'Note it'), this.state.noted === r.review && h('span', {role: 'status'}, 'Noted.'))
        : r.acceptability && h('p', null, `The person says: ${words(r.acceptability)}.`));
  }

  render(props, {items, problem}) {
    return [h(Problem, {problem}), items && items.length > 0 && [h('h2', null, 'What came back'), items.map(r => this.one(r))]];
  }
}
