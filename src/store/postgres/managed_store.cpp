#include "store/postgres/managed_store.hpp"

#include <stdexcept>

#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>

#include "queries.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/one_event.hpp"

namespace tessera::store::postgres {
namespace {

managed::Record read_record(const Row& row) {
  const auto kind = managed::parse_kind(row.text(1));
  auto fields = codec::parse_json_object(row.text(5));
  if (!kind || !fields) throw std::runtime_error("managed object: malformed record");
  return {.manager = row.string(0),
          .kind = *kind,
          .key = row.string(2),
          .object = row.string(3),
          .made = row.boolean(4),
          .fields = std::move(*fields),
          .applied = row.time(6),
          .version = row.integer(7)};
}

}  // namespace

Task<std::vector<managed::Record>> ManagedStore::list() {
  co_return co_await pool_.run([](Connection& db) {
    std::vector<managed::Record> out;
    const auto rows = db.exec(sql::managed_list);
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_record(rows[i]));
    return out;
  });
}

Task<bool> ManagedStore::save(const managed::Record& record, const std::vector<std::string>& taken,
                              audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::managed_save,
                    {journal_param(sealed->rows()), record.manager, managed::to_string(record.kind),
                     record.key, record.object, record.made, boost::json::serialize(record.fields),
                     record.applied, record.version, taken})
                .empty();
  });
  if (done) sealed->committed();
  co_return done;
}

Task<bool> ManagedStore::remove(const managed::Record& record, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::managed_remove,
                    {journal_param(sealed->rows()), record.manager, managed::to_string(record.kind),
                     record.key, record.version})
                .empty();
  });
  if (done) sealed->committed();
  co_return done;
}

}  // namespace tessera::store::postgres
