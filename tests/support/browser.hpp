// An HTTPS client with cookies, as a browser or a portal is one; over libcurl. One thread per
// object.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tessera/base/clock.hpp>

namespace tessera::test {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  long status = 0;  // 0: no answer came; error says why
  std::string error;
  std::string url;
  Fields headers;  // names in lower case
  std::string body;

  [[nodiscard]] std::string header(const std::string& name) const;  // "" if absent
  [[nodiscard]] bool redirects() const { return status == 302 || status == 303 || status == 307; }
  // 503 as it must be: with Retry-After, and without touching a cookie.
  [[nodiscard]] bool is_polite_refusal() const;
};

struct RequestSpec {
  std::string method = "GET";
  Fields headers;
  std::optional<std::string> body;
  std::string user;  // "id:secret" for HTTP Basic
};

class Browser {
 public:
  // origin: "https://localhost:8443"; paths are taken relative to it. ca_file may be empty.
  Browser(std::string origin, const std::string& ca_file);
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  // url: absolute, or a path. Redirects are not followed.
  Answer send(const std::string& url, const RequestSpec& spec);
  Answer get(const std::string& url) { return send(url, {}); }
  Answer post(const std::string& url, const Fields& form, const std::string& user = {});
  // Follows redirects within the origin; stops at one that leads out of it.
  Answer follow(Answer answer);
  [[nodiscard]] std::vector<std::string> cookies() const;  // in Netscape form
  [[nodiscard]] const std::string& origin() const { return origin_; }
  void add_cookies(const std::vector<std::string>& netscape_lines);
  // Shown to servers that ask for one; PEM files.
  void set_client_certificate(const std::string& certificate, const std::string& private_key);
  void set_timeout(Duration limit);
  void set_send_speed(long bytes_per_second);
  [[nodiscard]] static std::string encode(const Fields& form);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  std::string origin_;
};

struct FormField {
  std::string name;
  std::string value;
  std::string type;
  std::string autocomplete;
};
struct HtmlForm {
  std::string id;
  std::string action;
  std::vector<FormField> fields;  // inputs
  std::vector<FormField> buttons;
};
// The form with that id; nullopt if the page has none.
[[nodiscard]] std::optional<HtmlForm> find_form(const std::string& html, const std::string& id);
// What a browser would send: hidden and prefilled fields, `typed` by autocomplete token or name
// (choices by the value that is chosen), and the first button that neither cancels nor goes back,
// or the one of that value.
[[nodiscard]] Fields fill(const HtmlForm& form, const std::map<std::string, std::string>& typed,
                          const std::string& button = {});

}  // namespace tessera::test
