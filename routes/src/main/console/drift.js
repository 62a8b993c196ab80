// Control charts of the reviews; each has its numbers as a table.
import {Component, h} from '/lib/preact.js';
import uPlot from '/lib/uplot.js';
import {get} from '/api.js';
import {link, lower, Problem, Table, time, whenSchemeChanges} from '/words.js';

class ControlChart extends Component {
  componentDidMount() {
    this.draw();
    this.stop = whenSchemeChanges(() => this.draw());
  }

  componentDidUpdate() { this.draw(); }

  componentWillUnmount() {
    this.stop();
    this.plot?.destroy();
  }

  draw() {
    this.plot?.destroy();
    const {points, mean, lower: low, upper} = this.props.chart;
    const style = getComputedStyle(document.body);
    const ink = style.getPropertyValue('--text');
    const grid = {stroke: style.getPropertyValue('--line'), width: 1};
    const flat = value => points.map(() => value);
    const limit = label => ({label, stroke: style.getPropertyValue('--bad'), dash: [8, 5], points: {show: false}});
    this.plot = new uPlot({
      width: Math.max(300, this.base.clientWidth), height: 220, scales: {x: {time: false}},
      axes: [{stroke: ink, grid, label: 'case'}, {stroke: ink, grid}],
      series: [{label: 'case'}, {label: 'value', stroke: style.getPropertyValue('--link'), points: {show: true, size: 6}},
        {label: 'mean', stroke: ink, points: {show: false}}, limit('lower limit'), limit('upper limit')],
    }, [points.map((p, i) => i + 1), points.map(p => p.value), flat(mean), flat(low), flat(upper)], this.base);
  }

  render() { return h('div', {class: 'chart', role: 'img', 'aria-label': this.props.label}); }
}

const name = c => `${c.structure}, ${c.model || 'an unnamed model'}, ${c.group}, ${lower(c.metric)}`;

export class DriftPage extends Component {
  async componentDidMount() {
    document.title = 'Drift - Contourflow';
    try {
      this.setState({charts: (await get('/api/drift')).items});
    } catch (e) {
      this.props.over(e);
      this.setState({problem: e.message});
    }
  }

  chart(c) {
    return [
      h('h2', null, name(c)),
      c.alarms.slice(0, 1).map(a => h('p', {class: c.changed ? 'bad' : 'warn'}, '! ', a)),
      h(ControlChart, {chart: c, label: `Control chart of ${name(c)}; the table below has the numbers`}),
      c.alarms.length > 1 && h('details', null, h('summary', null, `All ${c.alarms.length} alarms`),
        h('ul', null, c.alarms.map(a => h('li', null, a)))),
      h('details', null, h('summary', null, 'As a table'),
        h(Table, {caption: name(c), rows: c.points, columns: [['Case', p => link('/cases/' + p.caseId, p.caseId)],
          ['When', p => time(p.at)], ['Value', p => p.value.toFixed(3), 'number']]}),
        h('p', null, `Mean ${c.mean.toFixed(3)}, limits ${c.lower.toFixed(3)} to ${c.upper.toFixed(3)}`)),
    ];
  }

  render(props, {charts, chosen, problem}) {
    const shown = charts && (charts[chosen] || charts.find(c => c.changed) || charts[0]);
    return [
      h('h1', {tabIndex: -1}, 'Drift'),
      h(Problem, {problem}),
      charts && !charts.length && h('p', null, 'No chart yet: one begins when 21 sets of a structure came back from a clinician.'),
      charts && charts.length > 0 && [
        h(Table, {caption: 'What changed', rows: charts.filter(c => c.changed), empty: 'nothing changed',
          columns: [['What', name], ['Since', c => c.since]]}),
        h('form', {class: 'filters', onSubmit: e => e.preventDefault()},
          h('label', null, 'Chart', h('select', {name: 'chart', onChange: e => this.setState({chosen: e.target.value})},
            charts.map((c, i) => h('option', {value: i, selected: c === shown}, (c.changed ? '! ' : '') + name(c))))),
          h('a', {href: '/api/drift.csv', download: 'drift.csv'}, 'All of it as CSV')),
        this.chart(shown),
      ],
    ];
  }
}
