// Rows over a libpqxx result: every cell is found once, so that reading it is one array access.
#pragma once

#include <string_view>
#include <vector>

#include <pqxx/result>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class ResultRow final : public Row {
 public:
  explicit ResultRow(std::span<const std::string_view> cells) : cells_(cells) {}
  [[nodiscard]] bool is_null(int column) const override { return cell(column).data() == nullptr; }
  [[nodiscard]] std::string_view text(int column) const override;

 private:
  [[nodiscard]] std::string_view cell(int column) const;
  std::span<const std::string_view> cells_;  // NULL has no data
};

class Rows::Impl {
 public:
  explicit Impl(pqxx::result result);
  [[nodiscard]] const std::vector<ResultRow>& rows() const { return rows_; }
  [[nodiscard]] std::size_t affected() const { return result_.affected_rows(); }

 private:
  pqxx::result result_;
  std::vector<std::string_view> cells_;
  std::vector<ResultRow> rows_;
};

}  // namespace tessera::store::postgres
