// authn::CodeGateway as two HTTPS calls of JSON to the operator's gateway, with a bearer token:
//   POST <url>         {"channel","to","code","locale","expires"}  200, 202 or 204: taken
//   POST <check_url>   {"number"}  ->  {"state": "settled" | "changed"}
#pragma once

#include <string>

#include <tessera/authn/code_gateway.hpp>
#include <tessera/outbound/http_client.hpp>

namespace tessera::outbound {

struct WebhookGatewayOptions {
  std::string url;
  std::string check_url;  // empty: nothing is known of numbers
  Secret token;
};

class WebhookGateway final : public authn::CodeGateway {
 public:
  WebhookGateway(HttpClient& client, WebhookGatewayOptions options)
      : client_(client), options_(std::move(options)) {}
  [[nodiscard]] Task<authn::NumberState> check_number(std::string number) override;
  [[nodiscard]] Task<Result<void>> send(authn::GatewayCode code) override;

 private:
  HttpClient& client_;
  WebhookGatewayOptions options_;
};

}  // namespace tessera::outbound
