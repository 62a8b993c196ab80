// What the service did over the last days; each chart has its numbers as a table.
import {Component, h} from '/lib/preact.js';
import uPlot from '/lib/uplot.js';
import {get} from '/api.js';
import {Bars, Problem, Table, whenSchemeChanges} from '/words.js';

const DAY = 86400;
const dayMonth = seconds => new Date(seconds * 1e3).toLocaleDateString('en-GB', {day: 'numeric', month: 'short', timeZone: 'UTC'});

class Chart extends Component {
  componentDidMount() {
    this.draw();
    this.stop = whenSchemeChanges(() => this.draw());
  }

  componentDidUpdate() { this.draw(); }
  componentWillUnmount() { this.stop(); }

  draw() {
    this.plot?.destroy();
    const style = getComputedStyle(document.body);
    const ink = style.getPropertyValue('--text');
    const grid = {stroke: style.getPropertyValue('--line'), width: 1};
    const bars = (label, colour) => ({label, stroke: style.getPropertyValue(colour), fill: style.getPropertyValue(colour),
      paths: uPlot.paths.bars({size: [0.6, 40]})});
    this.plot = new uPlot({
      width: Math.max(300, this.base.clientWidth), height: 220,
      // Days are of UTC, as the table has them. Half a day is left at each end, of the days themselves: of a single one
      // uPlot makes three years.
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1e3), 'Etc/UTC'),
      scales: {x: {time: true, range: u => [u.data[0][0] - DAY / 2, u.data[0][u.data[0].length - 1] + DAY / 2]}, y: {range: (u, low, high) => [0, Math.max(1, high)]}},
      axes: [{stroke: ink, grid, incrs: [1, 2, 7, 15, 30, 90, 180, 365].map(d => d * DAY), values: (u, at) => at.map(dayMonth)}, {stroke: ink, grid, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]}],
      series: [{label: 'day', value: (u, at) => at ? dayMonth(at) : '--'}, bars('cases', '--link'), bars('not done', '--bad')],
    }, this.props.data, this.base);
  }

  render() { return h('div', {class: 'chart', role: 'img', 'aria-label': this.props.label}); }
}

export class StatisticsPage extends Component {
  componentDidMount() {
    document.title = 'Statistics - Contourflow';
    this.load(30);
  }

  async load(days) {
    try {
      this.setState({days, data: await get('/api/statistics?days=' + days), problem: null});
    } catch (e) {
      this.props.over(e);
      this.setState({problem: e.message});
    }
  }

  content(data, days) {
    const seconds = s => s < 90 ? `${s.toFixed(1)} s` : `${(s / 60).toFixed(1)} min`;
    const number = (value, digits) => value === null ? '' : value.toFixed(digits);
    return [
      h('h2', null, 'Cases a day'),
      data.days.length > 0 && h(Chart, {label: 'Cases a day; the table below has the numbers',
        data: [data.days.map(d => Date.parse(d.day) / 1000), data.days.map(d => d.cases), data.days.map(d => d.notDone)]}),
      h('details', null, h('summary', null, 'Cases a day as a table'),
        h(Table, {caption: 'Cases a day', rows: data.days, columns: [
          ['Day', d => d.day], ['Cases', d => d.cases, 'number'], ['Failed or refused', d => d.notDone, 'number']]})),
      h('h2', null, 'Times'),
      h(Bars, {label: 'Median seconds by step; the table below has the numbers',
        rows: data.steps.filter(s => s.cases).map(s => ({name: s.step, value: s.medianSeconds, text: seconds(s.medianSeconds)}))}),
      h(Table, {caption: 'Times by step', rows: data.steps, columns: [['Step', s => s.step], ['Cases', s => s.cases, 'number'],
        ['Median', s => s.cases ? seconds(s.medianSeconds) : '', 'number'], ['9 of 10 within', s => s.cases ? seconds(s.nineOfTenSeconds) : '', 'number']]}),
      h('h2', null, 'Why cases were not done'),
      h(Bars, {label: 'Cases by reason; the table below has the numbers',
        rows: data.reasons.slice(0, 12).map(r => ({name: r.reason.length > 48 ? r.reason.slice(0, 47) + '…' : r.reason, value: r.cases, text: String(r.cases)}))}),
      h(Table, {caption: 'Why cases were not done', rows: data.reasons, columns: [['Reason', r => r.reason], ['Cases', r => r.cases, 'number']]}),
      h('h2', null, 'Structures by model version'),
      h('h3', null, 'Mean volume (bars by its logarithm)'),
      h(Bars, {label: 'Mean volume by structure and model version, bars by the logarithm; the table below has the numbers', length: cc => Math.log1p(10 * cc),
        rows: data.structures.filter(s => s.meanVolumeCc !== null).map(s => ({name: `${s.structure}, ${s.model}`, value: s.meanVolumeCc, text: `${s.meanVolumeCc.toFixed(1)} cc`}))}),
      h('h3', null, 'Mean expected Dice'),
      h(Bars, {label: 'Mean expected Dice by structure and model version; the table below has the numbers',
        rows: data.structures.filter(s => s.meanConfidence !== null).map(s => ({name: `${s.structure}, ${s.model}`, value: s.meanConfidence, text: `Dice ${s.meanConfidence.toFixed(2)}`}))}),
      h(Table, {caption: 'Structures by model version', rows: data.structures, columns: [
        ['Structure', s => s.structure], ['Model', s => s.model], ['Cases', s => s.cases, 'number'],
        ['Mean volume, cc', s => number(s.meanVolumeCc, 1), 'number'], ['Spread (SD), cc', s => number(s.deviationCc, 1), 'number'],
        ['Mean expected Dice', s => number(s.meanConfidence, 2), 'number']]}),
      h('p', null, h('a', {href: '/api/statistics.csv?days=' + days, download: 'statistics.csv'}, 'All of it as CSV')),
    ];
  }

  render(props, {data, days, problem}) {
    return [
      h('h1', {tabIndex: -1}, 'Statistics'),
      h('div', {class: 'actions'}, [7, 30, 90, 365].map(d =>
        h('button', {'aria-pressed': d === days ? 'true' : 'false', onClick: () => this.load(d)}, `${d} days`))),
      h(Problem, {problem}),
      data && this.content(data, days),
    ];
  }
}
