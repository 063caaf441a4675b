// application/x-www-form-urlencoded and query strings, decoded once. Names and values are UTF-8
// without NUL; bad percent encoding is an error, never a guess. A form may carry a password: it
// wipes its values when it goes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tessera/base/error.hpp>
#include <tessera/base/secret.hpp>

namespace tessera::codec {

class Form {
 public:
  Form() = default;
  Form(const Form&) = default;
  Form(Form&& other) noexcept : fields_(std::exchange(other.fields_, {})) {}
  Form& operator=(Form other) noexcept {
    std::swap(fields_, other.fields_);
    return *this;
  }
  ~Form();

  // At most max_fields; Errc::invalid "form.malformed", Errc::too_large "form.too_many".
  [[nodiscard]] static Result<Form> parse(std::string_view body, std::size_t max_fields = 200);
  // nullptr if absent or repeated; has_duplicate says which. RFC 6749 3.1: parameters appear once.
  [[nodiscard]] const std::string* get(std::string_view name) const;
  [[nodiscard]] std::string value(std::string_view name) const;  // "" if absent or repeated
  // The same without a copy that nobody wipes.
  [[nodiscard]] Secret secret(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
  // The first name that occurs more than once, other than the names in `except`.
  [[nodiscard]] std::optional<std::string> duplicate(
      std::initializer_list<std::string_view> except = {}) const;
  // Without the fields that have no value: those of protocols count as omitted then (RFC 6749 3.1
  // and 3.2). A name that occurs twice stays, so that it is still seen to.
  void drop_empty();
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& fields() const {
    return fields_;
  }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// Percent-encodes all but the unreserved characters of RFC 3986 2.3.
[[nodiscard]] std::string encode_component(std::string_view text);
[[nodiscard]] std::string encode_form(
    const std::vector<std::pair<std::string, std::string>>& fields);
// Adds fields to a URL that may already have a query; keeps a fragment out (there must be none).
[[nodiscard]] std::string with_query(
    std::string_view url, const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace tessera::codec
