/// @file
/// Every operation of fixed-point numbers beside the exact model.
#ifndef BINPOINT_TESTS_SUPPORT_OPERATIONS_HPP
#define BINPOINT_TESTS_SUPPORT_OPERATIONS_HPP

#include <binpoint/fixed.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "exact_model.hpp"
#include "numbers.hpp"

namespace support {

/// An operand, apart from its type: one model serves all formats.
struct operand {
  std::int64_t code;  ///< of unsigned 64-bit formats by its bit pattern
  binpoint::format own;

  template <class Fixed>
  operand(Fixed x) : code(static_cast<std::int64_t>(x.code())), own(binpoint::format_of<Fixed>) {}

  [[nodiscard]] exact_number exact() const {
    if (own.is_signed) return exact_integer(code, own.fraction_length);
    return exact_integer(static_cast<std::uint64_t>(code), own.fraction_length);
  }
};

/// The results of all operations on a pair, from the library or from the model.
struct results {
  std::int64_t sum, difference, product, quotient;
};

/// The wrong results: how many, the first in words, and how many results there were.
struct findings {
  std::uint64_t checked = 0;
  std::uint64_t wrong = 0;
  std::string first;

  void check(const char* operation, std::int64_t actual, std::int64_t expected, operand a,
             operand b) {
    ++checked;
    if (actual == expected || wrong++ != 0) return;
    first = operation + (" of " + describe(a.code, a.own)) + " and " + describe(b.code, b.own) +
            " is " + std::to_string(actual) + ", not " + std::to_string(expected);
  }

  [[gnu::noinline]] void check_pair(const char* functions, results actual, operand a, operand b,
                                    binpoint::format f, binpoint::policy how) {
    const exact_number x = a.exact();
    const exact_number y = b.exact();
    const std::uint64_t wrong_before = wrong;
    check("sum", actual.sum, code_of(support::sum(x, y), f, how), a, b);
    check("difference", actual.difference, code_of(support::sum(x, negated(y)), f, how), a, b);
    check("product", actual.product, code_of(support::product(x, y), f, how), a, b);
    check("quotient", actual.quotient, code_of_quotient(x, y, f, how), a, b);
    if (wrong_before == 0 && wrong != 0) first = functions + (": " + first);
  }

  [[gnu::noinline]] void check_multiply_add(std::int64_t actual, operand a, operand b, operand c,
                                            binpoint::format f, binpoint::policy how) {
    const exact_number exact = support::sum(support::product(a.exact(), b.exact()), c.exact());
    check("multiply_add", actual, code_of(exact, f, how), a, b);
  }

  [[gnu::noinline]] void check_value(const char* operation, std::int64_t actual, operand a,
                                     binpoint::format f, binpoint::policy how,
                                     bool negative = false) {
    check(operation, actual, code_of(negative ? negated(a.exact()) : a.exact(), f, how), a, a);
  }
};

template <class Fixed>
std::int64_t code_bits(Fixed x) {
  return static_cast<std::int64_t>(x.code());
}

template <class Result, class A, class B>
void check_named_functions(A a, B b, findings& found) {
  namespace bp = binpoint;
  found.check_pair("named functions",
                   {code_bits(bp::add<Result>(a, b)), code_bits(bp::subtract<Result>(a, b)),
                    code_bits(bp::multiply<Result>(a, b)), code_bits(bp::divide<Result>(a, b))},
                   a, b, bp::format_of<Result>, Result::rules);
}

template <class Result, class A, class B, class C>
void check_multiply_add(A a, B b, C c, findings& found) {
  found.check_multiply_add(code_bits(binpoint::multiply_add<Result>(a, b, c)), a, b, c,
                           binpoint::format_of<Result>, Result::rules);
}

template <class A, class B>
void check_assignments(A a, B b, findings& found) {
  A sum = a;
  A difference = a;
  A product = a;
  A quotient = a;
  found.check_pair("assignments",
                   {code_bits(sum += b), code_bits(difference -= b), code_bits(product *= b),
                    code_bits(quotient /= b)},
                   a, b, binpoint::format_of<A>, A::rules);
}

/// The operators of numbers whose policy says closed.
template <class T>
void check_closed_operators(T a, T b, findings& found) {
  const T sum = a + b;
  const T difference = a - b;
  const T product = a * b;
  const T quotient = a / b;
  found.check_pair("closed operators",
                   {code_bits(sum), code_bits(difference), code_bits(product), code_bits(quotient)},
                   a, b, binpoint::format_of<T>, T::rules);
  const T opposite = -a;
  found.check_value("unary -", code_bits(opposite), a, binpoint::format_of<T>, T::rules, true);
}

template <class Result, class A>
void check_conversions(const std::vector<A>& numbers, findings& found) {
  for (const A a : numbers) {
    found.check_value("conversion", code_bits(Result(a)), a, binpoint::format_of<Result>,
                      Result::rules);
  }
}

/// Results of all pairs, and of a * b + c with one c for each pair.
template <class Result, class A, class B, class C>
void check_pairs(const std::vector<A>& left, const std::vector<B>& right,
                 const std::vector<C>& addends, findings& found) {
  std::size_t next = 0;
  for (const A a : left) {
    for (const B b : right) {
      check_named_functions<Result>(a, b, found);
      check_multiply_add<Result>(a, b, addends[next++ % addends.size()], found);
    }
  }
}

}  // namespace support

#endif
