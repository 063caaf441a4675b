// Tokens of prefix search in PostgreSQL.
#pragma once

#include <tessera/people/search.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class SearchStore final : public people::SearchStore {
 public:
  explicit SearchStore(Pool& pool) : pool_(pool) {}
  Task<std::vector<std::int64_t>> generations() override;
  Task<std::vector<Uuid>> find(std::int64_t generation, std::span<const std::int32_t> tokens,
                               const std::optional<std::set<Uuid>>& units, int limit) override;
  Task<std::vector<people::SearchedPerson>> load(std::span<const Uuid> persons,
                                                 std::span<const std::string> names) override;
  Task<std::vector<people::SearchedPerson>> load_due(std::int64_t generation,
                                                     std::span<const std::string> names,
                                                     int limit) override;
  Task<> save(std::int64_t generation, std::span<const people::PersonTokens> rows,
              TimePoint now) override;
  Task<> remove(std::span<const Uuid> persons) override;
  Task<bool> pass(TimePoint now, int limit) override;
  Task<Size> size() override;
  Task<> save_bits(int bits) override;

 private:
  Pool& pool_;
};

}  // namespace tessera::store::postgres
