#include "store/postgres/search_store.hpp"

#include "queries.hpp"
#include "store/postgres/literal.hpp"

namespace tessera::store::postgres {
namespace {

// An array as its literal.
std::string rendered(std::span<const std::int32_t> tokens) {
  std::string out = "{";
  for (const auto token : tokens) {
    if (out.size() > 1) out += ',';
    out += std::to_string(token);
  }
  return out + '}';
}

template <class T>
Param array_of(std::span<const T> values) {
  return Param(std::vector<T>(values.begin(), values.end()));
}

std::vector<people::SearchedPerson> read_searched(const Rows& rows) {
  std::vector<people::SearchedPerson> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    const auto person = row.uuid(0);
    if (out.empty() || out.back().person != person)
      out.push_back({.person = person, .mark = row.integer(1), .wrapped_key = row.opt_bytes(2)});
    if (!row.is_null(3)) out.back().values.emplace_back(row.string(3), row.bytes(4));
  }
  return out;
}

}  // namespace

Task<std::vector<std::int64_t>> SearchStore::generations() {
  co_return co_await pool_.run([](Connection& db) {
    std::vector<std::int64_t> out;
    const auto rows = db.exec(sql::person_search_generations);
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(rows[i].integer(0));
    return out;
  });
}

Task<std::vector<Uuid>> SearchStore::find(std::int64_t generation,
                                          std::span<const std::int32_t> tokens,
                                          const std::optional<std::set<Uuid>>& units, int limit) {
  const auto wanted = rendered(tokens);
  std::vector<Param> params{generation, wanted, limit};
  if (units) params.emplace_back(std::vector<Uuid>(units->begin(), units->end()));
  co_return co_await pool_.run([&](Connection& db) {
    std::vector<Uuid> out;
    const auto rows =
        db.exec(units ? sql::person_search_find_in_units : sql::person_search_find, params);
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(rows[i].uuid(0));
    return out;
  });
}

Task<std::vector<people::SearchedPerson>> SearchStore::load(std::span<const Uuid> persons,
                                                            std::span<const std::string> names) {
  const auto ids = array_of(persons);
  const auto wanted = array_of(names);
  co_return co_await pool_.run([&](Connection& db) {
    return read_searched(db.exec(sql::person_search_load, {ids, wanted}));
  });
}

Task<std::vector<people::SearchedPerson>> SearchStore::load_due(std::int64_t generation,
                                                                std::span<const std::string> names,
                                                                int limit) {
  const auto wanted = array_of(names);
  co_return co_await pool_.run([&](Connection& db) {
    return read_searched(db.exec(sql::person_search_load_due, {generation, wanted, limit}));
  });
}

Task<> SearchStore::save(std::int64_t generation, std::span<const people::PersonTokens> rows,
                         TimePoint now) {
  std::vector<Uuid> persons;
  std::vector<std::string> marks, tokens;
  for (const auto& row : rows) {
    persons.push_back(row.person);
    marks.push_back(std::to_string(row.mark));
    tokens.push_back(rendered(row.tokens));
  }
  co_await pool_.run([&](Connection& db) {
    static_cast<void>(db.exec(sql::person_search_save, {generation, now, persons, marks, tokens}));
  });
}

Task<> SearchStore::remove(std::span<const Uuid> persons) {
  const auto ids = array_of(persons);
  co_await pool_.run(
      [&](Connection& db) { static_cast<void>(db.exec(sql::person_search_remove, {ids})); });
}

Task<bool> SearchStore::pass(TimePoint now, int limit) {
  co_return co_await pool_.run([&](Connection& db) {
    const auto rows = db.exec(sql::person_search_pass, {now, limit});
    return !rows.empty() && rows[0].boolean(0);
  });
}

Task<SearchStore::Size> SearchStore::size() {
  co_return co_await pool_.run([](Connection& db) {
    const auto rows = db.exec(sql::person_search_size);
    return Size{.people = rows[0].integer(0), .bits = static_cast<int>(rows[0].integer(1))};
  });
}

Task<> SearchStore::save_bits(int bits) {
  co_await pool_.run(
      [bits](Connection& db) { static_cast<void>(db.exec(sql::person_search_save_bits, {bits})); });
}

}  // namespace tessera::store::postgres
