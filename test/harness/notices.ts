/** An invented notice for 2027, whole and right. */
export const NOTICE_2027 = {
  year: 2027,
  title: '国务院办公厅关于2027年部分节假日安排的通知',
  number: '国办发明电〔2026〕9号',
  holidays: [
    { name: '元旦', from: '2027-01-01', to: '2027-01-03' },
    { name: '春节', from: '2027-02-05', to: '2027-02-12' },
    { name: '清明节', from: '2027-04-03', to: '2027-04-05' },
    { name: '劳动节', from: '2027-05-01', to: '2027-05-05' },
    { name: '端午节', from: '2027-06-09' },
    { name: '中秋节', from: '2027-09-15' },
    { name: '国庆节', from: '2027-10-01', to: '2027-10-07' },
  ],
  workdays: ['2027-01-31', '2027-02-14', '2027-05-08', '2027-09-26', '2027-10-09'],
} as const;

/** A company's own dates: what it sets on top of the notice. */
export const ownDates = (off: readonly string[], workdays: readonly string[] = []) => ({
  year: 2026,
  title: '示范物业2026年工作日调整',
  holidays: off.map((day) => ({ name: '小区停电检修', from: day })),
  workdays,
});
