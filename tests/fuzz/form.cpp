// rooms: codec
#include <tessera/codec/form.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::codec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto form = Form::parse(fuzz::as_input(data, size), 50);
  if (!form) return 0;
  fuzz::require(form->fields().size() <= 50);
  const auto again = Form::parse(encode_form(form->fields()), 50);
  for (const auto& [name, value] : form->fields()) {
    fuzz::require(value.find('\0') == std::string::npos);
    fuzz::require(form->get(name) == nullptr || *form->get(name) == value);
    fuzz::require((form->all(name).size() > 1) == (form->get(name) == nullptr));
  }
  // "=" alone is a field without name and value, which encode_form writes as "=" again.
  fuzz::require(again && again->fields() == form->fields());
  return 0;
}
