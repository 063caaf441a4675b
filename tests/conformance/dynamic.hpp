// Clients that register themselves (OpenID Connect Registration, RFC 7591, 7592), each removed at
// the end of its module.
#pragma once

#include "tests/conformance/modules.hpp"

namespace tessera::conformance {

inline constexpr const char* kBase = "https://suite.test/test/a/tessera/";

class Dynamic : public Modules {
 protected:
  ~Dynamic() override;
  // What the suite sends in an ordinary module.
  [[nodiscard]] static boost::json::object metadata();
  Answer post(const boost::json::object& wish);
  Answer manage(const std::string& method);
  // Becomes `client`. With a key it authenticates by private_key_jwt.
  void register_client(const boost::json::object& wish,
                       std::optional<jose::Key> key = std::nullopt);
  void expect_refused(const boost::json::object& wish, const std::vector<std::string>& errors);

  boost::json::object made_;
};

}  // namespace tessera::conformance
