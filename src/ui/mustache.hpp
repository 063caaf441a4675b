// A parsed template. The library is included by mustache.cpp alone.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "template_source.hpp"

namespace tessera::ui {

// Belongs to one thread: rendering changes it.
class Template {
 public:
  // Throws std::runtime_error naming the mistake.
  Template(const std::string& source, Escape escape);
  ~Template();
  Template(Template&&) noexcept;

  // texts answers {{#tv}}name{{/tv}} and {{#t}} of ids that are only known now.
  // Throws std::runtime_error if a text holds a broken placeholder.
  [[nodiscard]] std::string render(const boost::json::object& data, const TextLookup& texts);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tessera::ui
