// Blinded scoring: two drawings of one structure side by side, graded without knowing which is whose. What the server
// sends does not say it either.
import {Component, h} from '/lib/preact.js';
import {get, send} from '/api.js';
import {Problem, Table, time} from '/words.js';
import {greysOf, path, Plane, Volume, WINDOWS} from '/viewer.js';

const WORDS = {acceptable: 'Acceptable as it is', 'minor-edits': 'Minor edits', 'major-edits': 'Major edits', unacceptable: 'Unacceptable'};
const BETTER = {left: 'The left one', right: 'The right one', neither: 'Neither'};
const COLOUR = '#ffd24a';

/** A slice of the CT with one drawing. */
class Half extends Component {
  componentDidMount() { this.componentDidUpdate(); }

  componentDidUpdate() {
    const {plane, volume, at, greys, drawing} = this.props;
    const canvas = this.canvas;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    const image = Object.assign(document.createElement('canvas'), {width: plane.width, height: plane.height});
    const pixels = image.getContext('2d').createImageData(plane.width, plane.height);
    plane.paint(pixels, volume, at, greys);
    image.getContext('2d').putImageData(pixels, 0, 0);
    const transform = this.place(plane);
    const screen = canvas.getContext('2d');
    screen.fillRect(0, 0, canvas.width, canvas.height);
    screen.setTransform(transform);
    screen.drawImage(image, 0, 0);
    const loops = drawing.loops[at];
    if (loops) {
      const placed = new Path2D();
      placed.addPath(path(loops, plane.across === 'ROW'), transform);
      screen.setTransform(1, 0, 0, 1, 0, 0);
      screen.lineWidth = 1.5 * ratio;
      screen.strokeStyle = COLOUR;
      screen.stroke(placed);
    }
    canvas.dataset.drawn = `${at} ${volume.slices[at] ? 'there' : 'awaited'}`;
  }

  /** In true proportion, turned as a clinician knows it, about the middle of both drawings. */
  place(plane) {
    const scale = this.props.zoom * Math.min(this.canvas.width / (plane.width * plane.pixelWidth), this.canvas.height / (plane.height * plane.pixelHeight));
    const [across, down] = this.props.middle;
    return new DOMMatrix().translateSelf(this.canvas.width / 2, this.canvas.height / 2)
      .scaleSelf(scale * plane.pixelWidth * (plane.acrossReversed ? -1 : 1), scale * plane.pixelHeight * (plane.downReversed ? -1 : 1))
      .translateSelf(-across, -down);
  }

  render({side, plane, at, drawing}) {
    const letters = Object.entries(plane.letters).map(([where, text]) => h('span', {class: 'letter ' + where, 'aria-hidden': 'true'}, text));
    return h('div', {class: 'half'}, h('h2', null, side === 'left' ? 'Left' : 'Right', drawing.loops[at] ? '' : ': nothing on this slice'),
      h('div', {class: 'screen'}, h('canvas', {ref: c => { this.canvas = c; }, role: 'img', 'aria-label': `The ${side} drawing on slice ${at + 1}`}), letters));
  }
}

/** One pair, to be graded. */
class Pair extends Component {
  async componentDidMount() {
    const {study, pair} = this.props;
    const place = `/api/studies/${study}/pairs/${pair}`;
    try {
      const [scene, drawings] = [await get(`${place}/scene`), await get(`${place}/drawings`)];
      const plane = scene.planes.map(view => new Plane(scene, view)).find(p => p.depth === 'SLICE');
      this.volume = new Volume(place, scene.shape, (slice, problem) => !this.gone && this.setState({problem: problem?.message}));
      const both = [drawings.left, drawings.right];
      this.first = Math.min(...both.map(d => d.first));
      this.last = Math.max(...both.map(d => d.last));
      this.setState({plane, drawings, middle: this.middle(both, plane)}, () => this.go(Math.round((this.first + this.last) / 2)));
    } catch (e) {
      this.setState({problem: e.message});
    }
  }

  componentWillUnmount() {
    this.gone = true;
    if (this.volume) this.volume.ended = true;
  }

  /** Of all points of both, in pixels of the plane. */
  middle(both, plane) {
    const span = [[Infinity, -Infinity], [Infinity, -Infinity]];
    for (const loop of both.flatMap(d => Object.values(d.loops)).flat()) {
      loop.forEach((v, i) => { span[i % 2] = [Math.min(span[i % 2][0], v), Math.max(span[i % 2][1], v)]; });
    }
    const [column, row] = span.map(([low, high]) => (low + high) / 2);
    return plane.across === 'ROW' ? [row, column] : [column, row];
  }

  go(to) {
    const at = Math.max(0, Math.min(this.volume.shape.slices - 1, to));
    this.setState({at}, () => this.volume.aim(at));
  }

  async submit(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    try {
      await send('PUT', `/api/studies/${this.props.study}/pairs/${this.props.pair}`,
        {left: form.get('left'), right: form.get('right'), better: form.get('better')});
      this.props.done();
    } catch (e) {
      this.setState({problem: e.message});
    }
  }

  choice(name, legend, words) {
    return h('fieldset', null, h('legend', null, legend), Object.entries(words).map(([value, text]) =>
      h('label', null, h('input', {type: 'radio', name, value, required: true}), ' ', text)));
  }

  render({structure}, {plane, drawings, middle, at, problem, window: shown = WINDOWS['Soft tissue'], zoom = 2}) {
    if (at === undefined) return h(Problem, {problem});
    const greys = greysOf(shown);
    const half = side => h(Half, {side, plane, at, greys, zoom, middle, volume: this.volume, drawing: drawings[side]});
    return [
      h(Problem, {problem}),
      h('div', {class: 'toolbar', role: 'toolbar', 'aria-label': 'Both pictures'},
        h('label', null, `Slice ${at + 1} `, h('input', {type: 'range', name: 'slice', min: Math.max(0, this.first - 2), max: Math.min(this.volume.shape.slices - 1, this.last + 2),
          value: at, onInput: e => this.go(Number(e.target.value))})),
        Object.entries(WINDOWS).map(([name, w]) => h('button', {'aria-pressed': String(w === shown), onClick: () => this.setState({window: w})}, name)),
        [1, 2, 4].map(z => h('button', {'aria-pressed': String(z === zoom), onClick: () => this.setState({zoom: z})}, `${z}x`))),
      h('div', {class: 'halves'}, half('left'), half('right')),
      h('form', {class: 'grade', onSubmit: e => this.submit(e)},
        this.choice('left', `${structure} at the left is`, WORDS), this.choice('right', 'At the right it is', WORDS),
        this.choice('better', 'Better is', BETTER), h('button', null, 'Keep and go on')),
    ];
  }
}

export class StudiesPage extends Component {
  componentDidMount() {
    document.title = 'Scoring - Contourflow';
    this.list();
  }

  async list() {
    await this.try(async () => this.setState({studies: (await get('/api/studies')).items, study: null, next: null}));
  }

  async try(what) {
    try {
      await what();
    } catch (e) {
      this.props.over(e);
      this.setState({problem: e.message});
    }
  }

  async goOn(study) {
    await this.try(async () => this.setState({study, next: await get(`/api/studies/${study.id}/next`), problem: null}));
  }

  async make(event) {
    event.preventDefault();
    const name = new FormData(event.target).get('name');
    await this.try(async () => {
      await send('POST', '/api/studies', {name});
      await this.list();
    });
  }

  overview(studies, admin) {
    const columns = [['Study', s => s.name], ['Made', s => time(s.madeAt)], ['Graded by you', s => `${s.done} of ${s.pairs}`, 'number'],
      ['', s => h('button', {onClick: () => this.goOn(s)}, s.done ? 'Go on' : 'Begin')],
      ...admin ? [['', s => h('a', {href: `/api/studies/${s.id}/grades.csv`, download: `study-${s.id}.csv`}, 'Grades, unblinded')]] : []];
    return [
      h('p', null, 'Two drawings of one structure: what was delivered, and what a clinician made of it. You are not told which is which.'),
      h(Table, {caption: 'Studies', rows: studies, empty: 'no study yet', columns}),
      admin && h('form', {class: 'filters', onSubmit: e => this.make(e)},
        h('label', null, 'Name', h('input', {name: 'name', maxLength: 100, required: true})),
        h('button', null, 'Make a study of all that came back changed')),
    ];
  }

  render({session}, {studies, study, next, problem}) {
    return [
      h('h1', {tabIndex: -1}, study ? study.name : 'Scoring'),
      h(Problem, {problem}),
      study && next && [
        h('p', null, `${next.done} of ${next.of} graded. `, h('button', {onClick: () => this.list()}, 'Stop here, go on later')),
        next.pair ? h(Pair, {key: next.pair, study: study.id, pair: next.pair, structure: next.structure, done: () => this.goOn(study)})
          : h('p', {role: 'status'}, 'You have graded all of it. Thank you.')],
      !study && studies && this.overview(studies, session.role === 'ADMIN'),
    ];
  }
}
