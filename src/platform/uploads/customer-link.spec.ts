import { CustomerLinks } from './customer-link.js';

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const links = new CustomerLinks('a-key-of-thirty-two-characters-or-more', 'https://kesu.example.cn');

test('the path fits an SMS, and the token leads back to its id by its own door only', () => {
  const address = links.addressOf('p', ID) ?? '';
  const path = new URL(address).pathname;
  expect(path.length).toBeLessThanOrEqual(40);
  const token = path.slice(3);
  expect(links.idOf('p', token)).toBe(ID);
  expect(links.idOf('r', token)).toBeNull();
  expect(new CustomerLinks('another-key-of-thirty-two-characters', null).idOf('p', token)).toBeNull();
});

test('any one character changed, also the spare bits of the last, is another token', () => {
  const token = links.token('r', ID);
  for (let place = 0; place < token.length; place++) {
    for (const other of 'ABQgw_-9z') {
      const altered = token.slice(0, place) + other + token.slice(place + 1);
      if (altered !== token) expect([altered, links.idOf('r', altered)]).toEqual([altered, null]);
    }
  }
  for (const wrong of ['', token.slice(1), `${token}A`, `${token}=`, '../../etc/passwd', '客户']) expect(links.idOf('r', wrong)).toBeNull();
});

test('a form holds for what was shown, and without an address no link is given', () => {
  const seal = links.seal(ID, 'open:0');
  expect([links.holds(ID, 'open:0', seal), links.holds(ID, 'open:1', seal), links.holds(ID, 'open:0', '')]).toEqual([true, false, false]);
  expect(new CustomerLinks('a-key-of-thirty-two-characters-or-more', null).addressOf('p', ID)).toBeNull();
});
