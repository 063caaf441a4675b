// A plan of the server in words, and a configuration as files. Pure.
#pragma once

#include <map>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <tessera/managed/document.hpp>

namespace tessera::app {

struct PlanCounts {
  int create = 0, update = 0, claim = 0, remove = 0, release = 0, blocked = 0, left_over = 0;
  [[nodiscard]] bool anything() const { return create + update + claim + remove + release > 0; }
};
[[nodiscard]] PlanCounts count_changes(const boost::json::array& changes);
// One block per object that is not as it shall be, then a line with the counts.
[[nodiscard]] std::string render_plan(const boost::json::array& changes);
// `tessera plan --drift`; "" if nothing was changed.
[[nodiscard]] std::string render_drift(const boost::json::array& objects);

// Texts are quoted with all escapes that TOML has.
[[nodiscard]] std::string toml_value(const boost::json::value& value);
// [kind.key] with its fields; what a new object has anyway is left out.
[[nodiscard]] std::string toml_document(managed::Kind kind, const std::string& key,
                                        const std::string& id, const boost::json::object& fields);

}  // namespace tessera::app
