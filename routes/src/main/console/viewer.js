// The viewer. Java computed everything it shows: which way each plane lies, the contours in pixels, the cuts; this
// file fetches the slices, windows them by a table and draws.
import {Component, h} from '/lib/preact.js';
import {bytes, get, send} from '/api.js';
import {Problem} from '/words.js';

export const WINDOWS = {'Soft tissue': [40, 400], Lung: [-600, 1500], Bone: [400, 1800], Brain: [40, 80], Wide: [200, 2400]};
const PARALLEL = 4;

/** The pixels of all slices; those nearest to the one that is shown are fetched first. */
export class Volume {
  /** @param place of the pixels among the console's addresses */
  constructor(place, shape, arrived) {
    Object.assign(this, {place, shape, arrived, slices: new Array(shape.slices), asked: new Set(), centre: 0, open: 0, ended: false});
  }

  aim(slice) {
    this.centre = slice;
    this.next();
  }

  /** The first one is fetched alone, so that it comes soonest. */
  next() {
    const most = this.some ? PARALLEL : 1;
    while (!this.ended && this.open < most && this.asked.size < this.shape.slices) {
      let best = -1;
      for (let i = 0; i < this.shape.slices; i++) {
        if (!this.asked.has(i) && (best < 0 || Math.abs(i - this.centre) < Math.abs(best - this.centre))) best = i;
      }
      this.fetch(best);
    }
  }

  async fetch(slice) {
    this.asked.add(slice);
    this.open++;
    try {
      this.slices[slice] = new Int16Array(await bytes(`${this.place}/slices/${slice}`));
      this.some = true;
      this.arrived(slice);
    } catch (e) {
      this.ended = true;
      this.arrived(slice, e);
    }
    this.open--;
    this.next();
  }

  hu(slice, row, column) {
    return this.slices[slice]?.[row * this.shape.columns + column];
  }
}

/** Sizes and indices of one plane. A pixel of the plane is an index across and one down. */
export class Plane {
  constructor(scene, view) {
    const counts = {COLUMN: scene.shape.columns, ROW: scene.shape.rows, SLICE: scene.slicePixels.slices.length};
    const sizes = {COLUMN: scene.shape.columnSpacingMm, ROW: scene.shape.rowSpacingMm, SLICE: scene.slicePixels.pixelMm};
    Object.assign(this, view, {scene, width: counts[view.across], height: counts[view.down],
      pixelWidth: sizes[view.across], pixelHeight: sizes[view.down],
      depthCount: view.depth === 'SLICE' ? scene.shape.slices : counts[view.depth]});
  }

  /** Slice, row and column of a pixel of the plane at a depth. */
  voxel(across, down, depth) {
    const index = {[this.across]: across, [this.down]: down, [this.depth]: depth};
    const slice = this.depth === 'SLICE' ? depth : this.scene.slicePixels.slices[index.SLICE];
    return [slice, index.ROW, index.COLUMN];
  }

  /** Fills an image with greys; what has not arrived stays dark. */
  paint(image, volume, depth, greys) {
    const out = new Uint32Array(image.data.buffer);
    const {columns} = volume.shape;
    if (this.depth === 'SLICE' && this.across === 'COLUMN') {
      const hu = volume.slices[depth];
      for (let i = 0; i < out.length; i++) out[i] = hu ? greys[hu[i] + 32768] : 0xff000000;
      return;
    }
    let at = 0;
    for (let down = 0; down < this.height; down++) {
      for (let across = 0; across < this.width; across++, at++) {
        const [slice, row, column] = this.voxel(across, down, depth);
        const hu = volume.slices[slice];
        out[at] = hu ? greys[hu[row * columns + column] + 32768] : 0xff000000;
      }
    }
  }
}

export function greysOf([centre, width]) {
  const greys = new Uint32Array(65536);
  for (let i = 0; i < 65536; i++) {
    const grey = Math.round(255 * Math.max(0, Math.min(1, (i - 32768 - centre) / width + 0.5)));
    greys[i] = 0xff000000 | grey << 16 | grey << 8 | grey;
  }
  return greys;
}

/** The loops of a slice as one path: filled by even-odd, holes are holes. */
export function path(loops, transposed) {
  const drawn = new Path2D();
  for (const loop of loops) {
    for (let i = 0; i < loop.length; i += 2) {
      const x = (transposed ? loop[i + 1] : loop[i]) + 0.5;
      const y = (transposed ? loop[i] : loop[i + 1]) + 0.5;
      if (i) drawn.lineTo(x, y); else drawn.moveTo(x, y);
    }
    drawn.closePath();
  }
  return drawn;
}

/** The area of a cut, and its outline: the ends of its spans, and the edges where neighbouring slices differ. */
function cutPaths({spans, edges}, along) {
  const area = new Path2D();
  const outline = new Path2D();
  const line = (a, b) => {
    outline.moveTo(...a);
    outline.lineTo(...b);
  };
  for (let i = 0; i < spans.length; i += 4) {
    const [from, to, first, last] = [spans[i] + 0.5, spans[i + 1] + 0.5, spans[i + 2], spans[i + 3]];
    area.rect(...along(from, first), ...along(to - from, last - first));
    line(along(from, first), along(from, last));
    line(along(to, first), along(to, last));
  }
  for (let i = 0; i < edges.length; i += 3) line(along(edges[i] + 0.5, edges[i + 2]), along(edges[i + 1] + 0.5, edges[i + 2]));
  return [area, outline];
}

export class Viewer extends Component {
  constructor() {
    super();
    this.state = {plane: 0, at: [0, 0, 0], window: WINDOWS['Soft tissue'], hidden: new Set(), zoom: 1, pan: [0, 0], fill: true, readout: ''};
    this.cuts = new Map();
    this.image = document.createElement('canvas');
    this.times = [];
  }

  async componentDidMount() {
    try {
      const scene = await get(`/api/cases/${this.props.id}/scene`, {byItself: true});
      const planes = scene.planes.map(view => new Plane(scene, view));
      const at = planes.map(p => Math.floor(p.depthCount / 2));
      this.volume = new Volume(`/api/cases/${this.props.id}`, scene.shape, (slice, problem) => this.arrived(slice, problem));
      this.setState({scene, planes, at, plane: planes.findIndex(p => p.depth === 'SLICE')}, () => this.aim());
      this.resized = new ResizeObserver(() => this.draw());
      this.resized.observe(this.canvas);
      this.canvas.addEventListener('wheel', e => this.wheel(e), {passive: false});
      const ours = await get(`/api/cases/${this.props.id}/contours`, {byItself: true}).catch(e => this.setState({problem: e.message}));
      if (ours) this.setState({ours}, () => this.centre());
    } catch (e) {
      this.setState({problem: e.message});
    }
  }

  componentWillUnmount() {
    this.resized?.disconnect();
    if (this.volume) this.volume.ended = true;
    this.gone = true;
  }

  componentDidUpdate(before) {
    if (before.look !== this.props.look && this.state.planes) this.show(this.props.look.slice);
    this.draw();
  }

  /** A slice as it was acquired, from wherever on the page somebody asks for it. */
  show(slice) {
    this.moved = true;
    this.setState({plane: this.state.planes.findIndex(p => p.depth === 'SLICE')}, () => this.go(slice));
    this.canvas.scrollIntoView({block: 'nearest'});
    this.canvas.focus({preventScroll: true});
  }

  /** Begins at the middle of what is contoured, unless somebody went elsewhere before that was known. */
  centre() {
    if (this.moved) return;
    const ranges = this.state.ours.structures.flatMap(s => s.ranges);
    if (!ranges.length) return;
    const middle = Math.round((Math.min(...ranges.map(r => r[0])) + Math.max(...ranges.map(r => r[1]))) / 2);
    this.go(middle);
  }

  arrived(slice, problem) {
    if (this.gone) return;
    if (problem) this.setState({problem: problem.message});
    if (this.plane().depth !== 'SLICE' || slice === this.at()) this.draw();
  }

  plane() { return this.state.planes[this.state.plane]; }
  at() { return this.state.at[this.state.plane]; }
  sets() { return [this.state.ours, this.state.theirs].filter(Boolean); }

  aim() {
    if (this.plane().depth === 'SLICE') this.volume.aim(this.at()); else this.volume.next();
    this.draw();
  }

  go(to) {
    const at = [...this.state.at];
    at[this.state.plane] = Math.max(0, Math.min(this.plane().depthCount - 1, to));
    this.setState({at}, () => this.aim());
  }

  wheel(event) {
    event.preventDefault();
    this.moved = true;
    const step = Math.sign(event.deltaY);
    if (event.ctrlKey) this.setState({zoom: Math.max(0.5, Math.min(16, this.state.zoom * (step > 0 ? 0.8 : 1.25)))});
    else this.go(this.at() + (this.plane().depth === 'SLICE' ? -step : step));
  }

  key(event) {
    const up = this.plane().depth === 'SLICE' ? 1 : -1;
    const step = {ArrowUp: up, ArrowDown: -up, PageUp: 10 * up, PageDown: -10 * up}[event.key];
    const zoom = {'+': 1.25, '-': 0.8}[event.key];
    if (step) this.go(this.at() + step);
    else if (event.key === 'Home') this.go(0);
    else if (event.key === 'End') this.go(this.plane().depthCount - 1);
    else if (zoom) this.setState({zoom: Math.max(0.5, Math.min(16, this.state.zoom * zoom))});
    else if (event.key === '0') this.setState({zoom: 1, pan: [0, 0]});
    else return;
    this.moved = true;
    event.preventDefault();
  }

  /** The left button (or a finger) drags the window, with Shift or the middle one the picture. */
  down(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.drag = {x: event.clientX, y: event.clientY, pan: this.state.pan, window: this.state.window, move: event.shiftKey || event.button === 1};
  }

  move(event) {
    if (this.drag && event.buttons) {
      const dx = event.clientX - this.drag.x;
      const dy = event.clientY - this.drag.y;
      const [centre, width] = this.drag.window;
      this.setState(this.drag.move ? {pan: [this.drag.pan[0] + dx, this.drag.pan[1] + dy]}
        : {window: [Math.round(centre + 2 * dy), Math.max(1, Math.round(width + 4 * dx))]});
    }
    this.read(event);
  }

  /** HU and patient position (LPS, mm) under the cursor. */
  read(event) {
    const plane = this.plane();
    const box = this.canvas.getBoundingClientRect();
    const scale = this.canvas.width / box.width;
    const point = new DOMPoint((event.clientX - box.left) * scale, (event.clientY - box.top) * scale).matrixTransform(this.transform.inverse());
    const [across, down] = [Math.floor(point.x), Math.floor(point.y)];
    if (across < 0 || down < 0 || across >= plane.width || down >= plane.height) return this.setState({readout: ''});
    const [slice, row, column] = plane.voxel(across, down, this.at());
    const {origins, acrossMm, downMm} = this.state.scene.place;
    const mm = [0, 1, 2].map(i => (origins[slice][i] + column * acrossMm[i] + row * downMm[i]).toFixed(1));
    const hu = this.volume.hu(slice, row, column);
    this.setState({readout: `${hu === undefined ? '…' : hu + ' HU'}   x ${mm[0]}  y ${mm[1]}  z ${mm[2]} mm   slice ${slice + 1}, row ${row + 1}, column ${column + 1}`});
  }

  async cutOf(set) {
    const key = `${set.set || ''} ${this.plane().depth} ${this.at()}`;
    if (this.cuts.has(key)) return;
    this.cuts.set(key, null);
    const query = set.set ? '?set=' + encodeURIComponent(set.set) : '';
    const cut = await get(`/api/cases/${this.props.id}/cuts/${this.plane().depth}/${this.at()}${query}`, {byItself: true}).catch(() => ({}));
    this.cuts.set(key, cut);
    this.draw();
  }

  /** Areas and outlines of a set on this plane, in pixels of the plane. */
  outlines(set) {
    const plane = this.plane();
    const shown = set.structures.filter(s => !this.state.hidden.has((set.set || '') + s.number));
    if (plane.depth === 'SLICE') {
      return shown.filter(s => s.loops[this.at()]).map(s => [s, path(s.loops[this.at()], plane.across === 'ROW')]);
    }
    this.cutOf(set);
    const cut = this.cuts.get(`${set.set || ''} ${plane.depth} ${this.at()}`) || {};
    const along = plane.down === 'SLICE' ? (a, b) => [a, b] : (a, b) => [b, a];
    return shown.filter(s => cut[s.number]).map(s => [s, ...cutPaths(cut[s.number], along)]);
  }

  draw() {
    if (!this.frame && this.state.planes && !this.gone) {
      this.frame = requestAnimationFrame(() => {
        this.frame = null;
        if (!this.gone) this.drawNow();
      });
    }
  }

  drawNow() {
    const begun = performance.now();
    const plane = this.plane();
    const {canvas, image} = this;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    if (this.greysFor !== this.state.window) {
      this.greysFor = this.state.window;
      this.greys = greysOf(this.state.window);
    }
    if (image.width !== plane.width || image.height !== plane.height) Object.assign(image, {width: plane.width, height: plane.height});
    const context = image.getContext('2d');
    const pixels = context.createImageData(plane.width, plane.height);
    plane.paint(pixels, this.volume, this.at(), this.greys);
    context.putImageData(pixels, 0, 0);
    this.transform = this.place(plane, ratio);
    const screen = canvas.getContext('2d');
    screen.fillRect(0, 0, canvas.width, canvas.height);
    screen.setTransform(this.transform);
    screen.drawImage(image, 0, 0);
    this.sets().forEach((set, i) => this.drawSet(screen, set, i > 0, ratio));
    this.drawBar();
    this.times.push(performance.now() - begun);
    canvas.dataset.drawn = `${plane.name} ${this.at()} ${this.volume.slices[this.at()] ? 'there' : 'awaited'}`;
  }

  drawSet(screen, set, dashed, ratio) {
    for (const [structure, area, outline = area] of this.outlines(set)) {
      screen.setTransform(this.transform);
      screen.fillStyle = structure.colour + '30';
      if (this.state.fill && !dashed) screen.fill(area, 'evenodd');
      const placed = new Path2D();
      placed.addPath(outline, this.transform);
      screen.setTransform(1, 0, 0, 1, 0, 0);
      screen.lineWidth = 1.5 * ratio;
      screen.strokeStyle = structure.colour;
      screen.setLineDash(dashed ? [6 * ratio, 4 * ratio] : []);
      screen.stroke(placed);
    }
  }

  /** From pixels of the plane to those of the canvas: in true proportion, turned as a clinician knows it. */
  place(plane, ratio) {
    const {zoom, pan} = this.state;
    const [width, height] = [plane.width * plane.pixelWidth, plane.height * plane.pixelHeight];
    const scale = zoom * Math.min(this.canvas.width / width, this.canvas.height / height);
    return new DOMMatrix()
      .translateSelf(this.canvas.width / 2 + pan[0] * ratio, this.canvas.height / 2 + pan[1] * ratio)
      .scaleSelf(scale * plane.pixelWidth * (plane.acrossReversed ? -1 : 1), scale * plane.pixelHeight * (plane.downReversed ? -1 : 1))
      .translateSelf(-plane.width / 2, -plane.height / 2);
  }

  /** Where each structure lies along the slices; a line is where the viewer is. */
  drawBar() {
    const bar = this.bar;
    bar.width = bar.clientWidth;
    bar.height = bar.clientHeight;
    const context = bar.getContext('2d');
    const n = this.state.scene.shape.slices;
    const structures = this.sets().flatMap(s => s.structures);
    const height = bar.height / Math.max(1, structures.length);
    structures.forEach((s, i) => {
      context.fillStyle = s.colour;
      for (const [from, to] of s.ranges) context.fillRect(from / n * bar.width, i * height, (to - from + 1) / n * bar.width, Math.max(1, height - 1));
    });
    const ink = getComputedStyle(document.body).color;
    this.drawMarks(context, bar.width / n, ink);
    if (this.plane().depth === 'SLICE') {
      context.fillStyle = ink;
      context.fillRect((this.at() + 0.5) / n * bar.width - 1, 0, 2, bar.height);
    }
  }

  /** A triangle at the upper edge for each slice on which something was found. */
  drawMarks(context, step, ink) {
    context.fillStyle = ink;
    for (const {slice} of (this.props.findings || []).filter(f => Number.isInteger(f.slice))) {
      const x = (slice + 0.5) * step;
      context.beginPath();
      context.moveTo(x - 6, 0);
      context.lineTo(x + 6, 0);
      context.lineTo(x, 10);
      context.fill();
    }
  }

  toBar(event) {
    const box = this.bar.getBoundingClientRect();
    const slice = Math.floor((event.clientX - box.left) / box.width * this.state.scene.shape.slices);
    this.show(slice);
  }

  async compare(file) {
    try {
      this.setState({theirs: await send('POST', `/api/cases/${this.props.id}/comparison`, file), problem: null});
    } catch (e) {
      this.setState({problem: e.message});
    }
  }

  toggle(key) {
    const hidden = new Set(this.state.hidden);
    if (!hidden.delete(key)) hidden.add(key);
    this.setState({hidden});
  }

  list(set) {
    return set.structures.map(s => {
      const key = (set.set || '') + s.number;
      const first = s.ranges[0];
      const swatch = h('svg', {class: 'swatch', viewBox: '0 0 1 1', 'aria-hidden': 'true'}, h('rect', {width: 1, height: 1, fill: s.colour}));
      return h('label', {class: 'line', title: s.notDrawn || ''},
        h('input', {type: 'checkbox', checked: !this.state.hidden.has(key), disabled: !first, onChange: () => this.toggle(key)}),
        swatch, h('span', null, s.name, s.notDrawn && h('span', {class: 'warn'}, ` (${s.notDrawn})`)));
    });
  }

  toolbar(planes) {
    const {plane, fill} = this.state;
    return h('div', {class: 'toolbar', role: 'toolbar', 'aria-label': 'Viewer'},
      planes.map((p, i) => h('button', {'aria-pressed': String(i === plane), onClick: () => this.setState({plane: i}, () => this.aim())},
        p.name[0] + p.name.slice(1).toLowerCase())),
      Object.entries(WINDOWS).map(([name, window]) => h('button', {'aria-pressed': String(window === this.state.window), onClick: () => this.setState({window})}, name)),
      h('button', {'aria-pressed': String(fill), onClick: () => this.setState({fill: !fill})}, 'Filled'),
      h('button', {onClick: () => this.setState({zoom: 1, pan: [0, 0]})}, 'Fit'));
  }

  render({compare}, {planes, plane, at, window, ours, theirs, readout, problem, scene}) {
    const shown = planes?.[plane];
    const letters = shown ? Object.entries(shown.letters).map(([where, text]) => h('span', {class: 'letter ' + where, 'aria-hidden': 'true'}, text)) : null;
    return h('section', {'aria-label': 'Viewer'},
      h(Problem, {problem}),
      planes && this.toolbar(planes),
      h('div', {class: 'viewer'},
        h('div', null,
          h('div', {class: 'screen'},
            h('canvas', {ref: c => { this.canvas = c; }, tabIndex: 0, role: 'img',
              'aria-label': shown ? `${shown.name.toLowerCase()} plane ${at[plane] + 1} of ${shown.depthCount}, with contours` : 'the CT is being read',
              onKeyDown: e => this.key(e), onPointerDown: e => this.down(e), onPointerMove: e => shown && this.move(e),
              onPointerUp: () => { this.drag = null; }}),
            letters,
            h('span', {class: 'readout'}, readout),
            shown && h('span', {class: 'corner'}, `${at[plane] + 1} / ${shown.depthCount}`, h('br'), `W ${window[1]}  C ${window[0]}`, h('br'), scene.patientPosition)),
          h('canvas', {class: 'bar', ref: c => { this.bar = c; }, role: 'img', 'aria-label': 'Where each structure lies along the slices; a triangle marks a finding, the list of findings says which', onClick: e => this.toBar(e)})),
        h('div', {class: 'structures', tabIndex: 0, role: 'region', 'aria-label': 'Structures shown'},
          ours && this.list(ours),
          theirs && [h('h2', null, theirs.label || 'The other set', ' (dashed)'), this.list(theirs)],
          compare && ours && h('label', null, 'Compare with an RT Structure Set (not stored)',
            h('input', {type: 'file', accept: '.dcm', onChange: e => e.target.files[0] && this.compare(e.target.files[0])})))),
      h('p', {class: 'soft'}, 'Wheel or arrow keys: slices. Drag: window. Shift and drag: move. Ctrl and wheel, + and -: zoom. 0: fit. Triangles over the bar: findings.'));
  }
}
