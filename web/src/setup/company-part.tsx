import { Input, Select } from 'antd';
import { FurtherCompany } from './further-company.js';
import type { PartProps } from './part.js';

/** Name and rule book. */
export function CompanyPart({ view, wanted, change }: PartProps) {
  return (
    <div className="setup-fields">
      <label htmlFor="company-name">公司名称</label>
      <Input id="company-name" value={wanted.name} maxLength={60} onChange={(event) => change({ name: event.target.value })} />
      <label htmlFor="company-pack">制度</label>
      <Select id="company-pack" value={wanted.pack} options={view.packs.map(({ id, name }) => ({ value: id, label: name }))} onChange={(pack) => change({ pack })} />
      <p className="quiet">换制度只影响以后登记的投诉，已有的投诉按登记时的制度办完。</p>
      <FurtherCompany view={view} />
    </div>
  );
}
