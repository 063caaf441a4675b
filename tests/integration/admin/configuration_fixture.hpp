// Plans and changes of configuration as code, over the admin API.
#pragma once

#include <boost/json/serialize.hpp>

#include "tests/integration/admin/fixture.hpp"

namespace tessera::endpoints {

namespace json = boost::json;

class ConfigurationTest : public AdminTest {
 protected:
  http::Response post(const std::string& path, const json::value& body) {
    return send({.method = http::Method::post, .target = path, .body = json::serialize(body)});
  }
  static json::object role(const std::string& key, json::object fields) {
    return {{"kind", "role"}, {"key", key}, {"fields", std::move(fields)}};
  }
  json::array plan(const std::string& manager, json::array documents, bool prune = false,
                   bool force = false) {
    const auto response =
        post("/configuration/plan", json::object{{"manager", manager},
                                                 {"documents", std::move(documents)},
                                                 {"prune", prune},
                                                 {"force_conflicts", force}});
    EXPECT_EQ(response.status, 200) << response.body;
    return response.status == 200 ? parsed(response).at("changes").as_array() : json::array{};
  }
  static json::object step(const std::string& manager, const json::value& planned,
                           json::object fields, bool force = false) {
    const auto& change = planned.as_object();
    json::object out{
        {"manager", manager}, {"fields", std::move(fields)}, {"force_conflicts", force}};
    for (const auto* name : {"action", "kind", "key", "version", "record_version"})
      out[name] = change.at(name);
    return out;
  }
  // Plans the one role and does what was planned; the answer.
  http::Response apply(const std::string& manager, const std::string& key,
                       const json::object& fields, bool force = false) {
    const auto changes = plan(manager, {role(key, fields)}, false, force);
    return post("/configuration/changes", step(manager, changes.at(0), fields, force));
  }
  std::string action(const std::string& manager, const std::string& key,
                     const json::object& fields) {
    return std::string(plan(manager, {role(key, fields)}).at(0).at("action").as_string());
  }
  std::int64_t rows(const std::string& table) {
    return sql("select count(*) from " + table)[0].integer(0);
  }
};

}  // namespace tessera::endpoints
