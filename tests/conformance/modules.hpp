// What the modules of the OpenID Connect plans share: a client, a login, and its checks.
#pragma once

#include "tests/conformance/checks.hpp"

namespace tessera::conformance {

struct Login {
  Response response;
  Tokens tokens;  // of the token endpoint, if there is a code
  boost::json::object id;
  [[nodiscard]] std::string subject() const;
  [[nodiscard]] std::int64_t auth_time() const;
  // From the token endpoint, else from the authorization endpoint.
  [[nodiscard]] std::string access_token() const;
  [[nodiscard]] std::string id_token() const;
};

struct LoginSpec {
  std::string scope = "openid";
  Fields more;  // further parameters
  bool with_nonce = true;
  bool reversed = false;
  bool post = false;
};

// One test per module and variant; each has a client of its own and a browser without cookies.
class Modules : public ::testing::TestWithParam<Variant> {
 protected:
  Modules();
  // The parameters of an ordinary request; state and nonce are kept for the checks.
  [[nodiscard]] Fields request(const LoginSpec& spec = {});
  [[nodiscard]] Response visit(const Fields& parameters, bool post = false);
  // The whole happy flow with every check.
  Login log_in(const LoginSpec& spec = {});
  // What the response gave, redeemed and checked.
  Login finish(Response response);
  [[nodiscard]] std::string state() const { return state_; }

  const Variant& variant = GetParam();
  Provider& provider = Provider::instance();
  TestClient client;
  std::unique_ptr<Browser> browser;
  const DemoPerson* person;

 private:
  std::string state_;
  std::string nonce_;
};

[[nodiscard]] std::string name_of(const ::testing::TestParamInfo<Variant>& info);
[[nodiscard]] Fields with(Fields fields, const std::string& name, const std::string& value);
[[nodiscard]] Fields without(Fields fields, const std::string& name);

}  // namespace tessera::conformance
