// The Host header must name this deployment: URLs come from public_url alone, and a request for
// another host is not answered as if it were for us (RFC 9110 7.2 and 15.5.20).
#pragma once

#include <string>
#include <string_view>

namespace tessera::http {

class HostRule {
 public:
  // public_url: "https://login.example.gov" or with a port. Throws std::runtime_error if it is not
  // an http(s) URL of a host alone.
  explicit HostRule(std::string_view public_url);
  [[nodiscard]] bool allows(std::string_view host_header) const;
  [[nodiscard]] bool is_https() const { return https_; }
  // localhost and IP literals never get HSTS (RFC 6797 8.1.1).
  [[nodiscard]] bool is_name() const { return name_; }

 private:
  std::string host_;
  std::string port_;
  bool https_ = false;
  bool name_ = false;
};

}  // namespace tessera::http
