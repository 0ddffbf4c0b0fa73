// Keeps a table equal to the sales, however often records come again, and wherever it is killed. What makes it exact is
// that a row holds the position of what it shows, and that Kafka hears of a record only when the database has it.
// PGHOST and the like, KAFKA_BOOTSTRAP_SERVERS, and GROUP for another reading of everything.
import { Kafka } from 'kafkajs';
import pg from 'pg';

const { KAFKA_BOOTSTRAP_SERVERS = '127.0.0.1:9092', GROUP = 'sales-copy' } = process.env;

const database = new pg.Client();
await database.connect();
await database.query(`create table if not exists ventes_copy (
  id bigint primary key, produit text, montant_total numeric, epoch bigint not null, place bigint not null)`);

async function apply({ key, value }) {
  const { id } = JSON.parse(key.toString());
  if (value === null) {
    await database.query('delete from ventes_copy where id = $1', [id]);
    return;
  }
  const { after, position } = JSON.parse(value.toString());
  // A "d" is followed by its tombstone, which is what deletes.
  if (after !== null) {
    await database.query(
      `insert into ventes_copy (id, produit, montant_total, epoch, place) values ($1, $2, $3, $4, $5)
       on conflict (id) do update set produit = excluded.produit, montant_total = excluded.montant_total,
         epoch = excluded.epoch, place = excluded.place
       where (ventes_copy.epoch, ventes_copy.place) < (excluded.epoch, excluded.place)`,
      [id, after.produit, after.montant_total, position.epoch, position.offset],
    );
  }
}

const kafka = new Kafka({ clientId: 'sales-copy', brokers: KAFKA_BOOTSTRAP_SERVERS.split(',') });
const consumer = kafka.consumer({ groupId: GROUP });
await consumer.connect();
await consumer.subscribe({ topic: 'ventes.enriched', fromBeginning: true });
await consumer.run({
  partitionsConsumedConcurrently: 1,
  eachBatchAutoResolve: false,
  eachBatch: async ({ batch, resolveOffset, heartbeat }) => {
    await database.query('begin');
    try {
      for (const message of batch.messages) {
        await apply(message);
      }
      await database.query('commit');
    } catch (failure) {
      // Else the batch would come again into a transaction that takes nothing any more.
      await database.query('rollback');
      throw failure;
    }
    resolveOffset(batch.lastOffset());
    await heartbeat();
  },
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await consumer.disconnect();
    await database.end();
  });
}
