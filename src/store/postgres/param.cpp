#include "store/postgres/literal.hpp"
#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

Param::Param(const Uuid& id) : value_(to_string(id)), null_(false) {}
Param::Param(TimePoint t) : value_(render_timestamptz(t)), null_(false) {}
Param::Param(BytesView bytes) : value_(render_bytea(bytes)), null_(false) {}
Param::Param(const Bytes& bytes) : value_(render_bytea(bytes)), null_(false) {}
Param::Param(const std::vector<std::string>& texts) : value_(render_array(texts)), null_(false) {}

Param::Param(const std::vector<Uuid>& ids) : value_("{"), null_(false) {
  for (const Uuid& id : ids) {
    if (value_.size() > 1) value_ += ',';
    value_ += to_string(id);
  }
  value_ += '}';
}

}  // namespace tessera::store::postgres
