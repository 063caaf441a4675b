#include "tests/support/browser.hpp"

#include <curl/curl.h>

#include <mutex>
#include <stdexcept>

namespace tessera::test {
namespace {

constexpr long kTimeoutMs = 30'000;

void start_curl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_ALL); });
}

std::string lower(std::string text) {
  for (auto& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first == std::string::npos
             ? ""
             : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::size_t take_body(const char* data, std::size_t, std::size_t size, void* out) {
  static_cast<Answer*>(out)->body.append(data, size);
  return size;
}

std::size_t take_header(const char* data, std::size_t, std::size_t size, void* out) {
  const std::string line(data, size);
  auto& headers = static_cast<Answer*>(out)->headers;
  if (line.starts_with("HTTP/")) headers.clear();
  const auto colon = line.find(':');
  if (colon != std::string::npos)
    headers.emplace_back(lower(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
  return size;
}

std::string encode_one(const std::string& text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

}  // namespace

std::string Answer::header(const std::string& name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return "";
}

bool Answer::is_polite_refusal() const {
  return status == 503 && !header("retry-after").empty() && header("set-cookie").empty();
}

struct Browser::Impl {
  CURL* curl = nullptr;
};

Browser::Browser(std::string origin, const std::string& ca_file)
    : impl_(std::make_unique<Impl>()), origin_(std::move(origin)) {
  start_curl();
  impl_->curl = curl_easy_init();
  curl_easy_setopt(impl_->curl, CURLOPT_COOKIEFILE, "");
  curl_easy_setopt(impl_->curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(impl_->curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(impl_->curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(impl_->curl, CURLOPT_TIMEOUT_MS, kTimeoutMs);
  curl_easy_setopt(impl_->curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(impl_->curl, CURLOPT_HEADERFUNCTION, take_header);
  if (!ca_file.empty()) curl_easy_setopt(impl_->curl, CURLOPT_CAINFO, ca_file.c_str());
}

Browser::~Browser() {
  curl_easy_cleanup(impl_->curl);
}

void Browser::set_client_certificate(const std::string& certificate,
                                     const std::string& private_key) {
  curl_easy_setopt(impl_->curl, CURLOPT_SSLCERT, certificate.c_str());
  curl_easy_setopt(impl_->curl, CURLOPT_SSLKEY, private_key.c_str());
}

void Browser::set_timeout(Duration limit) {
  curl_easy_setopt(impl_->curl, CURLOPT_TIMEOUT_MS, static_cast<long>(limit / milliseconds{1}));
}

void Browser::set_send_speed(long bytes_per_second) {
  curl_easy_setopt(impl_->curl, CURLOPT_MAX_SEND_SPEED_LARGE,
                   static_cast<curl_off_t>(bytes_per_second));
}

void Browser::add_cookies(const std::vector<std::string>& netscape_lines) {
  for (const auto& line : netscape_lines)
    curl_easy_setopt(impl_->curl, CURLOPT_COOKIELIST, line.c_str());
}

Answer Browser::send(const std::string& url, const RequestSpec& spec) {
  Answer answer;
  auto* curl = impl_->curl;
  answer.url = url.starts_with('/') ? origin_ + url : url;
  curl_slist* headers = curl_slist_append(nullptr, "Expect:");
  for (const auto& [name, value] : spec.headers)
    headers = curl_slist_append(headers, (name + ": " + value).c_str());
  curl_easy_setopt(curl, CURLOPT_URL, answer.url.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
  if (spec.body) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(spec.body->size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, spec.body->data());
  }
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, spec.method.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_USERPWD, spec.user.empty() ? nullptr : spec.user.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
  const auto result = curl_easy_perform(curl);
  curl_slist_free_all(headers);
  if (result == CURLE_OK) {
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  } else {
    answer.error = curl_easy_strerror(result);
  }
  return answer;
}

std::string Browser::encode(const Fields& form) {
  std::string out;
  for (const auto& [name, value] : form)
    out += (out.empty() ? "" : "&") + encode_one(name) + "=" + encode_one(value);
  return out;
}

Answer Browser::post(const std::string& url, const Fields& form, const std::string& user) {
  return send(
      url, {.method = "POST",
            .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Origin", origin_}},
            .body = encode(form),
            .user = user});
}

Answer Browser::follow(Answer answer) {
  for (int hops = 0; answer.redirects() && hops < 12; ++hops) {
    auto to = answer.header("location");
    if (to.starts_with('/')) to = origin_ + to;
    if (!to.starts_with(origin_ + "/")) break;
    answer = get(to);
  }
  return answer;
}

std::vector<std::string> Browser::cookies() const {
  curl_slist* list = nullptr;
  curl_easy_getinfo(impl_->curl, CURLINFO_COOKIELIST, &list);
  std::vector<std::string> out;
  for (auto* at = list; at != nullptr; at = at->next) out.emplace_back(at->data);
  curl_slist_free_all(list);
  return out;
}

namespace {

std::string unescaped(std::string text) {
  constexpr std::pair<const char*, const char*> kEntities[] = {
      {"&quot;", "\""}, {"&#39;", "'"},  {"&apos;", "'"}, {"&lt;", "<"},
      {"&gt;", ">"},    {"&#x2F;", "/"}, {"&amp;", "&"}};
  for (const auto& [from, to] : kEntities) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1)) {
      text.replace(at, std::string(from).size(), to);
    }
  }
  return text;
}

// A tag on one line.
std::string tag_at(const std::string& html, std::size_t at) {
  auto tag = html.substr(at, html.find('>', at) - at);
  for (auto& c : tag) c = c == '\n' ? ' ' : c;
  return tag;
}

// The value of an attribute within a tag; pages quote all of them.
std::string attribute(const std::string& tag, const std::string& name) {
  const auto at = tag.find(" " + name + "=\"");
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 3;
  return unescaped(tag.substr(begin, tag.find('"', begin) - begin));
}

std::vector<FormField> tags(const std::string& html, const std::string& name) {
  std::vector<FormField> out;
  for (auto at = html.find("<" + name); at != std::string::npos;
       at = html.find("<" + name, at + 1)) {
    const auto tag = tag_at(html, at);
    out.push_back({attribute(tag, "name"), attribute(tag, "value"), attribute(tag, "type"),
                   attribute(tag, "autocomplete")});
  }
  return out;
}

bool has_token(const std::string& tokens, const std::string& token) {
  return (" " + tokens + " ").find(" " + token + " ") != std::string::npos;
}

}  // namespace

std::optional<HtmlForm> find_form(const std::string& html, const std::string& id) {
  for (auto at = html.find("<form"); at != std::string::npos; at = html.find("<form", at + 1)) {
    const auto tag = tag_at(html, at);
    if (attribute(tag, "id") != id) continue;
    const auto inner = html.substr(at, html.find("</form>", at) - at);
    HtmlForm form{.id = id,
                  .action = attribute(tag, "action"),
                  .fields = tags(inner, "input"),
                  .buttons = tags(inner, "button")};
    for (auto& choice : tags(inner, "select")) form.fields.push_back(std::move(choice));
    return form;
  }
  return std::nullopt;
}

Fields fill(const HtmlForm& form, const std::map<std::string, std::string>& typed,
            const std::string& button) {
  Fields out;
  for (const auto& field : form.fields) {
    auto value = field.type == "radio" || field.type == "checkbox" ? std::string() : field.value;
    for (const auto& [key, text] : typed) {
      if (field.name == key || has_token(field.autocomplete, key)) value = text;
    }
    const bool is_choice = field.type == "radio" || field.type == "checkbox";
    if (!is_choice || value == field.value) out.emplace_back(field.name, value);
  }
  for (const auto& one : form.buttons) {
    const bool leads_on =
        one.value != "cancel" && one.value != "back" && one.value != "deny" && one.type != "button";
    if (one.name.empty() || !(button.empty() ? leads_on : one.value == button)) continue;
    out.emplace_back(one.name, one.value);
    break;
  }
  return out;
}

}  // namespace tessera::test
