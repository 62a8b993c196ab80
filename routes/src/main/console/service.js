// What waits for a person, the run log, the system and its users.
import {Component, h} from '/lib/preact.js';
import {get, query, send} from '/api.js';
import {Field, link, lower, Problem, severity, Table, time} from '/words.js';

/** A page that shows what one address gives. */
class Loaded extends Component {
  componentDidMount() {
    document.title = `${this.title()} - Contourflow`;
    this.load();
  }

  componentDidUpdate(before) {
    if (before.news !== this.props.news && before.news) this.load(true);
  }

  async load(byItself = false) {
    try {
      this.setState({data: await get(this.address(), {byItself}), problem: null});
    } catch (e) {
      this.props.over(e);
      this.setState({problem: e.message});
    }
  }

  async change(work) {
    try {
      const answer = await work();
      this.setState({problem: null, answer});
      this.load();
    } catch (e) {
      this.setState({problem: e.message});
    }
  }

  render(props, state) {
    return [h('h1', {tabIndex: -1}, this.title()), h(Problem, {problem: state.problem}),
      state.data && this.content(state.data, props)];
  }
}

export class Held extends Loaded {
  title() { return 'Waiting for a person'; }
  address() { return '/api/held'; }

  release(item) {
    const reason = prompt(`Take ${item.id} as it is. Reason:`);
    if (reason) this.change(() => send('POST', `/api/held/${item.id}/release`, {reason}));
  }

  content({items}, {session}) {
    const may = session.role !== 'VIEWER';
    return h(Table, {caption: 'Waiting for a person', rows: items, empty: 'nothing waits', columns: [
      ['What', i => /^case-\d+$/.test(i.id) ? link('/cases/' + i.id, i.id) : h('span', {class: 'hash'}, i.id)],
      ['Code', i => i.code], ['Reason', i => i.reason], ['What to do', i => i.whatToDo], ['Since', i => i.when],
      ['', i => may && ['INCOMPLETE', 'NO_RULE_MATCHES'].includes(i.code) && h('button', {onClick: () => this.release(i)}, 'Release')]]});
  }
}

const PAGE = 50;

export class Log extends Loaded {
  title() { return 'Run log'; }
  address() { return '/api/log' + location.search; }

  set(name, value) {
    const {before, ...filter} = Object.fromEntries(new URLSearchParams(location.search));
    const address = '/log' + query({...filter, [name]: value});
    // An older page is left by the browser's way back; another filter begins at the newest line.
    if (name === 'before') history.pushState(null, '', address); else history.replaceState(null, '', address);
    this.load();
  }

  /** By the address that is shown; news would begin a search for a text anew. */
  componentDidUpdate(before) {
    if (this.shown !== location.search) this.load();
    else if (!new URLSearchParams(location.search).get('text')) super.componentDidUpdate(before);
  }

  componentWillUnmount() { this.turn = null; }

  /** A text is looked for in some lines a question: asked on until the page is full, or all lines were looked at. */
  async load(byItself = false) {
    const turn = {};
    this.turn = turn;
    this.shown = location.search;
    const filter = Object.fromEntries(new URLSearchParams(location.search));
    try {
      let data = await get(this.address(), {byItself});
      if (this.turn === turn) this.setState({data, problem: null});
      while (filter.text && this.turn === turn && data.next && data.items.length < PAGE) {
        const more = await get('/api/log' + query({...filter, before: data.next}), {byItself: true});
        data = {items: [...data.items, ...more.items], next: more.next};
        if (this.turn === turn) this.setState({data});
      }
    } catch (e) {
      this.props.over(e);
      this.setState({problem: e.message});
    }
  }

  content({items, next}) {
    const filter = Object.fromEntries(new URLSearchParams(location.search));
    const field = (name, label) => h(Field, {key: name, label, name, value: filter[name] || '', change: v => this.set(name, v)});
    return [
      h('form', {class: 'filters', role: 'search', onSubmit: e => e.preventDefault()}, field('case', 'Case'), field('text', 'Text'),
        h('label', null, 'At least', h('select', {onChange: e => this.set('severity', e.target.value)},
          ['', 'WARNING', 'ERROR'].map(s => h('option', {value: s, selected: s === (filter.severity || '')}, s ? lower(s) : 'any'))))),
      filter.text && h('p', {role: 'status', class: 'soft'}, next && items.length < PAGE ? `Looking on before line ${next} ...` : ''),
      h(Table, {caption: 'Run log', rows: items, empty: next ? 'none so far' : 'no such line', columns: [
        ['When', e => time(e.at), 'tight'], ['Case', e => e.caseId && link('/cases/' + e.caseId, e.caseId)],
        ['What', e => h('span', {class: severity(e.severity)}, lower(e.type))], ['', e => e.text]]}),
      h('p', {class: 'actions'}, filter.before && h('button', {onClick: () => this.set('before', '')}, 'Newest'),
        next && h('button', {onClick: () => this.set('before', next)}, 'Older')),
    ];
  }
}

export class System extends Loaded {
  title() { return 'System'; }
  address() { return '/api/system'; }

  content(data) {
    const good = ok => h('span', {class: ok ? 'good' : 'bad'}, ok ? '✓ well' : '✗ not well');
    return [
      h('dl', {class: 'facts'}, h('dt', null, 'Version'), h('dd', null, data.version),
        h('dt', null, 'Free on the disk'), h('dd', null, `${(data.freeBytes / 1e9).toFixed(1)} GB`),
        h('dt', null, 'Waiting for a person'), h('dd', null, link('/held', String(data.held)))),
      h('h2', null, 'What is wrong now'),
      data.problems.length
        ? h(Table, {caption: 'What is wrong now', rows: data.problems, columns: [
          ['Seen since', p => time(p.since), 'tight'], ['', p => h('span', {class: 'bad'}, p.text)]]})
        : h('p', {class: 'good'}, '✓ nothing that the service knows of'),
      h('h2', null, 'Cases'),
      h(Table, {caption: 'Cases by state', rows: Object.entries(data.cases), columns: [
        ['State', ([s]) => link('/cases?state=' + s, lower(s))], ['Cases', ([, n]) => n, 'number']]}),
      h('h2', null, 'Models'),
      h(Table, {caption: 'Models', rows: data.models, columns: [['Model', m => m.label], ['', m => good(m.inService)], ['', m => m.words]]}),
      h('h2', null, 'Parts'),
      h(Table, {caption: 'Parts of the service', rows: data.parts, columns: [['Part', p => p.name], ['', p => good(p.good)], ['', p => p.words]]}),
    ];
  }
}

export class Users extends Loaded {
  title() { return 'Users'; }
  address() { return '/api/users'; }

  async load(byItself = false) {
    await super.load(byItself);
    try {
      this.setState({tokens: (await get('/api/tokens', {byItself})).items});
    } catch (e) {
      this.setState({problem: e.message});
    }
  }

  invite(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    this.change(() => send('PUT', '/api/users/' + form.get('name'), {role: form.get('role')}));
  }

  token(event) {
    event.preventDefault();
    this.change(() => send('POST', '/api/tokens', Object.fromEntries(new FormData(event.target))));
  }

  /** What is told once: it is gone with the next answer, and nobody can ask for it again. */
  told(answer) {
    return h('p', {role: 'status'}, answer && (answer.token
      ? ['The token, which is told this once: ', h('strong', {class: 'hash'}, answer.token)]
      : [`${answer.name} logs in once with `, h('strong', null, answer.oneTimePassword), ' and then sets a password.']));
  }

  tokens(users) {
    const {tokens = []} = this.state;
    const over = t => Date.parse(t.expiresAt) < Date.now();
    const silent = t => !users.some(u => u.name === t.user && u.enabled);
    return [
      h('h2', null, 'Tokens for scripts'),
      h('p', {class: 'soft'}, 'A script shows one as "Authorization: Bearer ..." and may what its user may.'),
      h(Table, {caption: 'Tokens for scripts', rows: tokens, columns: [
        ['For what', t => t.note], ['Rights of', t => t.user],
        ['Ends', t => [time(t.expiresAt), over(t) ? ' (over)' : silent(t) ? ' (its user is locked out)' : '']],
        ['', t => h('button', {onClick: () => this.change(() => send('DELETE', '/api/tokens/' + t.id)), 'aria-label': `Take back ${t.note}`}, 'Take back')]]}),
      h('form', {class: 'filters', onSubmit: e => this.token(e)},
        h('label', null, 'For what', h('input', {name: 'note', maxLength: 200, required: true})),
        h('label', null, 'Rights of', h('select', {name: 'user'}, users.filter(u => u.enabled).map(u => h('option', {value: u.name}, `${u.name} (${lower(u.role)})`)))),
        h('label', null, 'Days', h('input', {name: 'days', type: 'number', min: 1, max: 3650, defaultValue: 90, required: true})),
        h('button', null, 'Make a token')),
    ];
  }

  content({items}) {
    return [
      this.told(this.state.answer),
      h(Table, {caption: 'Users', rows: items, columns: [
        ['Name', u => u.name], ['Role', u => lower(u.role)], ['May log in', u => u.enabled ? 'yes' : 'no'],
        ['Own password', u => u.mustChange ? 'not yet' : 'yes'],
        ['', u => u.enabled && h('button', {onClick: () => this.change(() => send('DELETE', '/api/users/' + u.name))}, `Lock ${u.name} out`)]]}),
      h('h2', null, 'Invite'),
      h('form', {class: 'filters', onSubmit: e => this.invite(e)},
        h('label', null, 'Name', h('input', {name: 'name', pattern: '[a-z0-9][a-z0-9._\\-]*', required: true})),
        h('label', null, 'Role', h('select', {name: 'role'}, ['VIEWER', 'PHYSICIST', 'ADMIN'].map(r => h('option', {value: r}, lower(r))))),
        h('button', null, 'Invite, or give a new password')),
      this.tokens(items),
    ];
  }
}
