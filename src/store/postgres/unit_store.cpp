#include "queries.hpp"
#include "store/postgres/access_store.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/one_event.hpp"

namespace tessera::store::postgres {
namespace {

access::Unit read_unit(const Row& row) {
  return {.id = row.uuid(0),
          .parent = row.opt_uuid(1),
          .name = row.string(2),
          .created = row.time(3),
          .version = row.integer(4)};
}

}  // namespace

Task<std::vector<access::Unit>> UnitStore::list(const std::optional<std::set<Uuid>>& visible) {
  co_return co_await pool_.run([&visible](Connection& db) {
    Param units(nullptr);
    if (visible) units = Param(std::vector<Uuid>(visible->begin(), visible->end()));
    std::vector<access::Unit> out;
    const auto rows = db.exec(sql::unit_list, {units});
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_unit(rows[i]));
    return out;
  });
}

Task<std::optional<access::Unit>> UnitStore::load(const Uuid& id) {
  co_return co_await pool_.run([&id](Connection& db) -> std::optional<access::Unit> {
    const auto rows = db.exec(sql::unit_load, {id});
    if (rows.empty()) return std::nullopt;
    return read_unit(rows[0]);
  });
}

Task<bool> UnitStore::create(const access::Unit& unit, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  const bool done = co_await pool_.run([&](Connection& db) {
    return !db.exec(sql::unit_create,
                    {journal_param(sealed->rows()), unit.id, unit.parent, unit.name, unit.created})
                .empty();
  });
  if (done) sealed->committed();
  co_return done;
}

Task<std::optional<access::Unit>> UnitStore::rename(const Uuid& id, std::string_view name,
                                                    std::int64_t version, audit::Event event) {
  const auto sealed = seal_one(journal_, std::move(event));
  auto unit = co_await pool_.run([&](Connection& db) -> std::optional<access::Unit> {
    const auto rows = db.exec(sql::unit_rename, {journal_param(sealed->rows()), id, name, version});
    if (rows.empty()) return std::nullopt;
    return read_unit(rows[0]);
  });
  if (unit) sealed->committed();
  co_return unit;
}

}  // namespace tessera::store::postgres
