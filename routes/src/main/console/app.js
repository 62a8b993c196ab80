// The frame of every page: log-in, menu, which page the address names, news from the server.
import {Component, h, render} from '/lib/preact.js';
import {begin, get, query, send} from '/api.js';
import {Problem} from '/words.js';
import {CaseList} from '/cases.js';
import {CasePage} from '/case.js';
import {Held, Log, System, Users} from '/service.js';
import {StatisticsPage} from '/statistics.js';
import {DemandPage} from '/demand.js';
import {DriftPage} from '/drift.js';
import {StudiesPage} from '/studies.js';
import {ConsentPage} from '/consent.js';

const PAGES = {
  cases: ['Cases', CaseList], held: ['Waiting', Held], log: ['Run log', Log], system: ['System', System],
  statistics: ['Statistics', StatisticsPage], drift: ['Drift', DriftPage], studies: ['Scoring', StudiesPage], demand: ['Demand', DemandPage],
  consent: ['Consent', ConsentPage], users: ['Users', Users],
};

const REFUSED = {
  state: 'The log-in took too long, or was begun in another browser. Try again.',
  provider: 'The other system did not let you in, or does not answer.',
  token: 'What the other system says of you cannot be trusted; the log of the service says why.',
  name: 'The other system says no name of you that can be kept.',
  role: 'You are known, and have no role here. Who manages your account can give you one.',
};

class LogIn extends Component {
  async componentDidMount() {
    const refused = new URLSearchParams(location.search).get('refused');
    const ways = await get('/api/ways', {byItself: true}).catch(() => ({}));
    this.setState({ways, problem: REFUSED[refused]});
  }

  elsewhere() {
    const page = location.pathname === '/' ? '/cases' : location.pathname;
    location.assign('/api/openid/begin' + query({to: page}));
  }

  async submit(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    try {
      this.props.done(begin(await send('POST', '/api/session', {user: form.get('user'), password: form.get('password')})));
    } catch (e) {
      this.setState({problem: e.message});
    }
  }

  render(props, {problem, ways}) {
    return h('main', null, h('form', {class: 'login', onSubmit: e => this.submit(e)},
      h('h1', null, 'Contourflow'),
      h(Problem, {problem}),
      h('label', null, 'User', h('input', {name: 'user', autocomplete: 'username', required: true})),
      h('label', null, 'Password', h('input', {name: 'password', type: 'password', autocomplete: 'current-password', required: true})),
      h('button', null, 'Log in'),
      ways?.openId && h('button', {type: 'button', onClick: () => this.elsewhere()}, `Log in with ${ways.openId}`),
      h('p', {class: 'soft'}, 'Research software, not for clinical use.')));
  }
}

class OwnPassword extends Component {
  async submit(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    try {
      if (form.get('new') !== form.get('again')) throw new Error('the two new passwords differ');
      this.props.done(begin(await send('POST', '/api/password', {old: form.get('old'), new: form.get('new')})));
    } catch (e) {
      this.setState({problem: e.message});
    }
  }

  render(props, {problem}) {
    const field = (name, label, kind) =>
      h('label', null, label, h('input', {name, type: 'password', autocomplete: kind, required: true}));
    return h('main', null, h('form', {class: 'login', onSubmit: e => this.submit(e)},
      h('h1', null, 'Set a password of your own'),
      h(Problem, {problem}),
      field('old', 'The one that you were given', 'current-password'),
      field('new', 'The new one, 12 characters at least', 'new-password'),
      field('again', 'The new one again', 'new-password'),
      h('button', null, 'Set it')));
  }
}

class App extends Component {
  async componentDidMount() {
    window.addEventListener('popstate', () => this.forceUpdate());
    document.addEventListener('click', e => this.follow(e));
    this.pages = new BroadcastChannel('screen');
    this.pages.onmessage = e => this.hidden(e.data);
    try {
      this.loggedIn(begin(await get('/api/session', {byItself: true})));
    } catch {
      this.setState({asked: true});
    }
  }

  /** A click on one of the console's own addresses changes the page without loading it anew. */
  follow(event) {
    const a = event.target.closest('a[href^="/"]');
    if (!a || a.hasAttribute('download') || a.target || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    history.pushState(null, '', a.getAttribute('href'));
    this.forceUpdate(() => document.querySelector('h1')?.focus());
  }

  loggedIn(session) {
    this.setState({session, asked: true});
    this.live?.close();
    this.live = new EventSource('/api/live');
    // Each line is news, also one that says the same number: a case's state may change without an event.
    this.live.onmessage = () => this.setState(({news = 0}) => ({news: news + 1}));
  }

  /** Kept by this browser for whoever logs in next; its other pages follow at once. */
  async hideIdentifiers(hidesIdentifiers) {
    await send('PUT', '/api/screen', {hidesIdentifiers});
    this.hidden(hidesIdentifiers);
    this.pages.postMessage(hidesIdentifiers);
  }

  hidden(hidesIdentifiers) {
    this.setState(({session}) => ({session: session && {...session, hidesIdentifiers}}));
  }

  async logOut() {
    this.live?.close();
    await send('DELETE', '/api/session');
    this.setState({session: null});
  }

  render(props, {session, asked, news}) {
    if (!asked) return null;
    if (!session) return h(LogIn, {done: s => this.loggedIn(s)});
    if (session.mustChange) return h(OwnPassword, {done: s => this.loggedIn(s)});
    const [, place = 'cases', id] = location.pathname.split('/').map(decodeURIComponent);
    const [, Page] = PAGES[place] || PAGES.cases;
    const menu = Object.entries(PAGES).filter(([name]) => (name !== 'users' || session.role === 'ADMIN') && (!['studies', 'consent'].includes(name) || session.role !== 'VIEWER'));
    const over = e => e.status === 401 && this.setState({session: null});
    return [
      h('header', null, h('strong', null, 'Contourflow'),
        h('nav', {'aria-label': 'Pages'}, menu.map(([name, [title]]) =>
          h('a', {href: '/' + name, 'aria-current': name === (place || 'cases') ? 'page' : null}, title))),
        session.role !== 'VIEWER' && h('button', {'aria-pressed': String(session.hidesIdentifiers),
          title: 'For a screen in a corridor: nothing that names a patient is shown here, until it is switched back',
          onClick: () => this.hideIdentifiers(!session.hidesIdentifiers)}, 'Hide identifiers'),
        h('span', {class: 'soft'}, `${session.user}, ${session.role.toLowerCase()}`),
        h('button', {onClick: () => this.logOut()}, 'Log out')),
      h('main', null, place === 'cases' && id
        ? h(CasePage, {key: id, id, session, news, over})
        : h(Page, {session, news, over, search: location.search})),
    ];
  }
}

render(h(App), document.body);
