import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import type { SetupDeputy, SetupDuty } from '../../../src/terms/setup.js';
import { CsvTools } from './csv-tools.js';
import { EVERY_PROJECT, personChoices, projectChoices, SEARCH, replaced, without, type PartProps } from './part.js';

const DAY = 'YYYY-MM-DD';
const MINUTE = 'YYYY-MM-DDTHH:mm';
const SHANGHAI = ':00+08:00';

/** 副手: who stands in for whom, and when. */
export function DeputiesPart({ view, wanted, change, save }: PartProps) {
  const { deputies } = wanted;
  const people = personChoices(view);
  const put = (place: number, part: Partial<SetupDeputy>): void => change({ deputies: deputies.map((one, at) => (at === place ? { ...one, ...part } : one)) });
  return (
    <>
      <CsvTools table="deputies" save={save} />
      <ul className="setup-list">
        {deputies.map((one, place) => (
          <li key={place} className="setup-row setup-row-3">
            <Select aria-label="本人" placeholder="本人" showSearch={SEARCH} value={one.person || null} options={people} onChange={(person) => put(place, { person })} />
            <Select aria-label="副手" placeholder="副手" showSearch={SEARCH} value={one.deputy || null} options={people} onChange={(deputy) => put(place, { deputy })} />
            <DatePicker.RangePicker
              aria-label="起止日期"
              value={one.from === '' ? null : [dayjs(one.from), dayjs(one.until)]}
              onChange={(days) => put(place, { from: days?.[0]?.format(DAY) ?? '', until: days?.[1]?.format(DAY) ?? '' })}
            />
            <Button aria-label="删除这一行副手" icon={<DeleteOutlined />} onClick={() => change({ deputies: without(deputies, place) })} />
          </li>
        ))}
      </ul>
      <Button icon={<PlusOutlined />} onClick={() => change({ deputies: [...deputies, { person: '', deputy: '', from: '', until: '' }] })}>
        添加副手
      </Button>
    </>
  );
}

/** 值班表. */
export function DutiesPart({ view, wanted, change, save }: PartProps) {
  const { duties } = wanted;
  const people = personChoices(view);
  const put = (place: number, part: Partial<SetupDuty>): void => {
    const before = duties[place];
    if (before !== undefined) change({ duties: replaced(duties, place, { ...before, ...part }) });
  };
  return (
    <>
      <CsvTools table="duties" save={save} />
      <ul className="setup-list">
        {duties.map((one, place) => (
          <li key={place} className="setup-row setup-row-3">
            <Select aria-label="值班人" placeholder="值班人" showSearch={SEARCH} value={one.person || null} options={people} onChange={(person) => put(place, { person })} />
            <Select aria-label="值班项目" value={one.project} options={projectChoices(wanted)} onChange={(project) => put(place, { project })} />
            <DatePicker.RangePicker
              aria-label="起止时间"
              showTime={{ format: 'HH:mm' }}
              format="YYYY-MM-DD HH:mm"
              value={one.from === '' ? null : [dayjs(one.from.slice(0, 16)), dayjs(one.until.slice(0, 16))]}
              onChange={(times) => put(place, { from: stamp(times?.[0]), until: stamp(times?.[1]) })}
            />
            <Button aria-label="删除这一行值班" icon={<DeleteOutlined />} onClick={() => change({ duties: without(duties, place) })} />
          </li>
        ))}
      </ul>
      <Button icon={<PlusOutlined />} onClick={() => change({ duties: [...duties, { person: '', project: EVERY_PROJECT, from: '', until: '' }] })}>
        添加值班
      </Button>
    </>
  );
}

/** The wall clock of the page is taken as Shanghai's, whatever the browser's zone. */
const stamp = (time: dayjs.Dayjs | null | undefined): string => (time === null || time === undefined ? '' : `${time.format(MINUTE)}${SHANGHAI}`);
