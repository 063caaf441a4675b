#include "store/postgres/rows.hpp"

#include <pqxx/pqxx>

#include "store/postgres/literal.hpp"

namespace tessera::store::postgres {
namespace {

[[noreturn]] void wrong(const char* type, int column) {
  throw std::logic_error("postgres: column " + std::to_string(column) + " is not " + type);
}

template <class T>
T required(std::optional<T> value, const char* type, int column) {
  if (!value) wrong(type, column);
  return std::move(*value);
}

}  // namespace

std::string_view ResultRow::cell(int column) const {
  if (column < 0 || static_cast<std::size_t>(column) >= cells_.size()) wrong("there", column);
  return cells_[static_cast<std::size_t>(column)];
}

std::string_view ResultRow::text(int column) const {
  const auto value = cell(column);
  if (value.data() == nullptr) wrong("set", column);
  return value;
}

std::int64_t Row::integer(int column) const {
  return required(parse_integer(text(column)), "an integer", column);
}
bool Row::boolean(int column) const {
  const auto value = text(column);
  if (value != "t" && value != "f") wrong("a boolean", column);
  return value == "t";
}
Uuid Row::uuid(int column) const {
  return required(parse_uuid(text(column)), "a uuid", column);
}
TimePoint Row::time(int column) const {
  return required(parse_timestamptz(text(column)), "a timestamptz", column);
}
Bytes Row::bytes(int column) const {
  return required(parse_bytea(text(column)), "a bytea", column);
}
std::vector<std::string> Row::texts(int column) const {
  return required(parse_array(text(column)), "an array", column);
}
std::optional<std::string> Row::opt_string(int column) const {
  return is_null(column) ? std::nullopt : std::optional(string(column));
}
std::optional<std::int64_t> Row::opt_integer(int column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}
std::optional<Uuid> Row::opt_uuid(int column) const {
  return is_null(column) ? std::nullopt : std::optional(uuid(column));
}
std::optional<TimePoint> Row::opt_time(int column) const {
  return is_null(column) ? std::nullopt : std::optional(time(column));
}
std::optional<Bytes> Row::opt_bytes(int column) const {
  return is_null(column) ? std::nullopt : std::optional(bytes(column));
}

Rows::Impl::Impl(pqxx::result result) : result_(std::move(result)) {
  const std::size_t columns = result_.columns();
  cells_.reserve(columns * result_.size());
  for (const auto& row : result_) {
    for (const auto& field : row) {
      cells_.push_back(field.is_null() ? std::string_view()
                                       : std::string_view(field.c_str(), field.size()));
    }
  }
  rows_.reserve(result_.size());
  for (std::size_t i = 0; i < result_.size(); ++i) {
    rows_.emplace_back(std::span(cells_).subspan(i * columns, columns));
  }
}

Rows::Rows(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
std::size_t Rows::size() const {
  return impl_->rows().size();
}
const Row& Rows::operator[](std::size_t index) const {
  return impl_->rows().at(index);
}
std::size_t Rows::affected() const {
  return impl_->affected();
}

}  // namespace tessera::store::postgres
