// The list of cases: filters and order stand in the address, so that it can be sent to a colleague.
import {Component, h} from '/lib/preact.js';
import {get, query} from '/api.js';
import {age, Field, findings, link, lower, Problem, State, STATES, Table, time} from '/words.js';

const FIELDS = {text: 'Text', protocol: 'Protocol', model: 'Model', finding: 'Finding', target: 'Target'};
const SORTS = {newest: 'Newest first', oldest: 'Oldest first', changed: 'Changed last first', state: 'State', protocol: 'Protocol'};
// A list: an object would put the numbers first, and the list would claim "last day" where all are shown.
const AGES = [['', 'Any time'], ['1', 'Last day'], ['7', 'Last week'], ['31', 'Last month']];

export class CaseList extends Component {
  constructor() {
    super();
    this.state = {items: [], at: 0};
    this.onKey = e => this.key(e);
  }

  componentDidMount() {
    document.title = 'Cases - Contourflow';
    document.addEventListener('keydown', this.onKey);
    this.load();
  }

  componentWillUnmount() {
    document.removeEventListener('keydown', this.onKey);
  }

  /** By the address that the list is of: the menu's own entry leads to one that no property tells from the last. */
  componentDidUpdate(before) {
    if (this.shown !== location.search) this.load();
    else if (before.news !== this.props.news && this.state.items.length <= 50) this.load(true);
  }

  filter() {
    return Object.fromEntries(new URLSearchParams(location.search));
  }

  async load(byItself = false, after) {
    const {days, ...filter} = this.filter();
    const since = days && new Date(Date.now() - days * 86400e3).toISOString();
    const turn = {};
    this.turn = turn;
    this.shown = location.search;
    try {
      const page = await get('/api/cases' + query({...filter, since, after}), {byItself});
      // What was asked for later is shown, whichever answer comes first.
      if (this.turn === turn) this.setState(s => ({items: after ? s.items.concat(page.items) : page.items, next: page.next, problem: null}));
    } catch (e) {
      this.props.over(e);
      if (this.turn === turn) this.setState({items: [], next: null, problem: e.message});
    }
  }

  set(name, value) {
    history.replaceState(null, '', '/cases' + query({...this.filter(), [name]: value}));
    this.setState({at: 0});
    this.load();
  }

  /** j and k or the arrows choose, Enter opens, / goes to the search. */
  key(event) {
    if (event.target.closest('input, select, textarea') || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = {j: 1, ArrowDown: 1, k: -1, ArrowUp: -1}[event.key];
    if (step) {
      event.preventDefault();
      this.setState(s => ({at: Math.max(0, Math.min(s.items.length - 1, s.at + step))}),
        () => document.querySelector('tr[aria-selected="true"]')?.scrollIntoView({block: 'nearest'}));
    } else if (event.key === 'Enter' && event.target === document.body && this.state.items.length) {
      document.querySelector('tr[aria-selected="true"] a').click();
    } else if (event.key === '/') {
      event.preventDefault();
      document.querySelector('input[name="text"]').focus();
    }
  }

  select(name, label, options) {
    const value = this.filter()[name] || options[0][0];
    return h('label', null, label, h('select', {name, value, onChange: e => this.set(name, e.target.value)},
      options.map(([v, text]) => h('option', {value: v, selected: v === value}, text))));
  }

  render(props, {items, next, at, problem}) {
    const filter = this.filter();
    const columns = [
      ['Case', c => link('/cases/' + c.caseId, c.caseId)],
      ['State', c => h(State, {state: c.state})],
      ['Priority', c => c.priority === 'URGENT' ? h('strong', null, '‼ urgent') : lower(c.priority)],
      ['Age', c => h('span', {title: time(c.createdAt)}, age(c.createdAt)), 'tight'],
      ['Protocol', c => c.protocol],
      ['Model', c => c.models.join(', ')],
      ['Findings', c => h('span', {class: c.findings.ERROR ? 'bad' : c.findings.WARNING ? 'warn' : ''}, findings(c.findings))],
      ['Deliveries', c => Object.entries(c.deliveries).map(([t, s]) => `${t} ${lower(s)}`).join(', ')],
      ['Reason', c => c.reason],
    ];
    return [
      h('h1', {tabIndex: -1}, 'Cases'),
      h('form', {class: 'filters', role: 'search', onSubmit: e => e.preventDefault()},
        this.select('state', 'State', [['', 'Any'], ['FAILED,REFUSED', 'failed or refused'], ...STATES.map(s => [s, lower(s)])]),
        Object.entries(FIELDS).map(([name, label]) => h(Field, {key: name, label, name, size: 12, value: filter[name] || '', change: v => this.set(name, v)})),
        this.select('priority', 'Priority', [['', 'Any'], ['URGENT', 'urgent'], ['ROUTINE', 'routine']]),
        this.select('days', 'Made', AGES),
        this.select('sort', 'Order', Object.entries(SORTS)),
        h('a', {href: '/api/cases.csv' + location.search, download: 'cases.csv'}, 'CSV')),
      h(Problem, {problem}),
      !problem && h(Table, {caption: 'Cases', columns, rows: items, empty: 'no such case',
        attributes: c => ({'aria-selected': c === items[at] ? 'true' : 'false'})}),
      next && h('p', null, h('button', {onClick: () => this.load(false, next)}, 'More')),
      h('p', {class: 'soft'}, 'Keys: j and k choose, Enter opens, / searches.'),
    ];
  }
}
