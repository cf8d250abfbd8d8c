// SPDX-License-Identifier: MIT
// A bundle that does what its parameters and then messages tell it: `throw` (a text, null for an end of it) and `log`
// ({level, text, lines}) with every batch, `fail` (a text) at once.
globalThis.__nvts_bundle = {
  abi: 1,
  kind: 'processor',
  name: 'told',
  load(host, block, params) {
    this.host = host;
    this.orders = JSON.parse(params);
  },
  attach() {},
  run() {
    const { log, throw: text } = this.orders;
    for (let i = 0; i < (log?.lines ?? 0); i++) this.host.log(log.level, log.text);
    if (text !== undefined) throw new Error(text);
  },
  notify(hook, data) {
    if (hook !== 10) return;
    this.host.log(2, `got ${data}`);
    const orders = JSON.parse(data);
    if (orders.fail !== undefined) throw new Error(orders.fail);
    Object.assign(this.orders, orders);
    if (orders.throw === null) delete this.orders.throw;
  },
};
